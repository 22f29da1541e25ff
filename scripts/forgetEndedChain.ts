import { existsSync, readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { DeployConnection } from "../ignition/deployTallystick.js";
import { testMoneyId } from "../ignition/journaledStartBlock.js";

/** A local node that was restarted is another chain under the same id: Ignition's journals of the one before would
 *  pass for a deployment that is complete. Removes them when their contracts are gone; true when it did.
 *  Only for chains of development: elsewhere contracts do not vanish. */
export async function forgetEndedChain(
  { ethers }: Pick<DeployConnection, "ethers">,
  chainId: bigint,
): Promise<boolean> {
  const journals = [`chain-${chainId}`, testMoneyId(chainId)].map((id) =>
    fileURLToPath(new URL(`../ignition/deployments/${id}/`, import.meta.url)),
  );
  const codes = await Promise.all(journals.flatMap(deployedIn).map((at) => ethers.provider.getCode(at)));
  if (!codes.includes("0x")) return false;
  for (const journal of journals) rmSync(journal, { recursive: true, force: true });
  return true;
}

function deployedIn(journal: string): string[] {
  const file = `${journal}deployed_addresses.json`;
  return existsSync(file) ? Object.values(JSON.parse(readFileSync(file, "utf8"))) : [];
}
