import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import hre from "hardhat";
import { contractSnapshots } from "./contractSnapshots.js";
import { productionHardhat } from "./productionHardhat.js";

const usage = `Compares gas, sizes, storage layout and events of the contracts with test/snapshots/contracts.

Usage: node --import tsx scripts/checkContractSnapshots.ts [--update]

  --update  writes what is true now; the commit says why it changed`;

/** EIP-170. */
const MAX_CONTRACT_BYTES = 24_576;
const folder = fileURLToPath(new URL("../test/snapshots/contracts/", import.meta.url));

const { values } = parseArgs({
  options: { update: { type: "boolean" }, help: { type: "boolean", short: "h" } },
});
if (values.help) console.log(usage);
else process.exitCode = await check(values.update === true);

async function check(update: boolean): Promise<number> {
  const snapshots = await contractSnapshots(await productionHardhat(hre));
  const problems = tooLarge(snapshots.sizes);
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(snapshots)) {
    const file = `${folder}${name}.json`;
    const now = `${JSON.stringify(content, null, 2)}\n`;
    const committed = existsSync(file) ? readFileSync(file, "utf8") : "";
    if (now === committed) continue;
    if (update) writeFileSync(file, now);
    else problems.push(`test/snapshots/contracts/${name}.json differs:\n${difference(committed, now)}`);
  }
  for (const problem of problems) console.error(problem);
  console.log(
    problems.length === 0 ? "Contract snapshots agree" : "Run again with --update if this is on purpose",
  );
  return problems.length === 0 ? 0 : 1;
}

function tooLarge(sizes: unknown): string[] {
  return Object.entries(sizes ?? {})
    .filter(([, bytes]) => bytes >= MAX_CONTRACT_BYTES)
    .map(([name, bytes]) => `${name} has ${bytes} bytes, the limit is ${MAX_CONTRACT_BYTES}`);
}

/** Lines that only one side has. */
function difference(committed: string, now: string): string {
  const [before, after] = [committed.split("\n"), now.split("\n")];
  const gone = before.filter((line) => !after.includes(line)).map((line) => `- ${line}`);
  const come = after.filter((line) => !before.includes(line)).map((line) => `+ ${line}`);
  return [...gone, ...come].join("\n");
}
