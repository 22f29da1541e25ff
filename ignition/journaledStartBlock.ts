import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The first block in which a deployment to this chain put a transaction, as Ignition's journal has it; undefined
 *  when there is no journal, as on simulated networks. A resumed deployment starts later than its contracts. */
export function journaledStartBlock(chainId: bigint): number | undefined {
  const file = fileURLToPath(new URL(`./deployments/chain-${chainId}/journal.jsonl`, import.meta.url));
  if (!existsSync(file)) return undefined;
  const blocks = readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line.includes('"TRANSACTION_CONFIRM"'))
    .map((line): number => JSON.parse(line).receipt.blockNumber);
  return blocks.length > 0 ? Math.min(...blocks) : undefined;
}
