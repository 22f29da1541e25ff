import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { readDeployment } from "./deploymentRecord.js";
import { productionHardhat } from "./productionHardhat.js";
import { isAsConfigured } from "./verify/checks.js";
import { compareDeployment } from "./verify/compareDeployment.js";

export async function verifyDeployment(
  _args: Readonly<Record<string, unknown>>,
  hre: HardhatRuntimeEnvironment,
): Promise<void> {
  const production = await productionHardhat(hre);
  const connection = await production.network.create();
  const { chainId } = await connection.ethers.provider.getNetwork();
  const rows = await compareDeployment(connection, production.artifacts, readDeployment(chainId.toString()));
  const differing = rows.filter((row) => !isAsConfigured(row));
  console.table(Object.fromEntries(rows.filter(isAsConfigured).map(({ what, actual }) => [what, actual])));
  if (differing.length > 0) {
    console.error(`${differing.length} of ${rows.length} differ from the record:`);
    for (const { what, expected, actual } of differing) {
      console.error(`${what}\n  recorded: ${expected}\n  on chain: ${actual}`);
    }
    process.exitCode = 1;
  } else {
    console.log(`All ${rows.length} are as recorded.`);
  }
  await connection.close();
}
