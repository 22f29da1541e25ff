import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Names the journal of test money; that of the contracts has Ignition's own name for the chain. */
export const testMoneyId = (chainId: bigint): string => `chain-${chainId}-test-money`;

/** The first block in which a deployment to this chain put a transaction, as Ignition's journals have it; undefined
 *  when there is none, as on simulated networks. A resumed deployment starts later than its contracts. */
export function journaledStartBlock(chainId: bigint): number | undefined {
  const blocks = [`chain-${chainId}`, testMoneyId(chainId)].flatMap(blocksOf);
  return blocks.length > 0 ? Math.min(...blocks) : undefined;
}

function blocksOf(deploymentId: string): number[] {
  const file = fileURLToPath(new URL(`./deployments/${deploymentId}/journal.jsonl`, import.meta.url));
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line.includes('"TRANSACTION_CONFIRM"'))
    .map((line): number => JSON.parse(line).receipt.blockNumber);
}
