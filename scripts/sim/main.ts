import { fork } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { SeedResult } from "../../test/sim/runSeed.ts";

/** What a worker says: a seed's end, or why it has none. */
type Answer = SeedResult | { readonly seed: number; readonly broken: string };

const HELP = `npm run sim -- [--seeds COUNT] [--first SEED] [--seed SEED] [--jobs COUNT]
Plays COUNT seeds (200), or the one named, and compares the end of each with the truth.`;

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "200" },
    first: { type: "string", default: "1" },
    seed: { type: "string" },
    jobs: { type: "string", default: String(Math.min(4, availableParallelism())) },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}
const seeds = values.seed
  ? [wholeNumber("seed", values.seed)]
  : Array.from(
      { length: wholeNumber("seeds", values.seeds) },
      (_, index) => wholeNumber("first", values.first) + index,
    );
const jobs = Math.min(wholeNumber("jobs", values.jobs), seeds.length);

const startedAt = performance.now();
const total = { seeds: 0, payments: 0, refunds: 0, payouts: 0, simulatedSeconds: 0 };
const faults = new Map<string, number>();
const failing: number[] = [];
await Promise.all(Array.from({ length: jobs }, () => playSeeds(seeds)));
printTable();
process.exit(failing.length === 0 ? 0 : 1);

/** Has one worker play what is left, seed by seed. */
function playSeeds(left: number[]): Promise<void> {
  const worker = fork(fileURLToPath(new URL("worker.ts", import.meta.url)), {
    execArgv: ["--import", "tsx"],
  });
  let current: number | undefined;
  return new Promise((resolve) => {
    worker.on("message", (message: Answer | "READY") => {
      if (message !== "READY") report(message);
      current = left.shift();
      worker.send(current === undefined ? "END" : { seed: current });
    });
    worker.on("exit", (code) => {
      if (current !== undefined) report({ seed: current, broken: `the worker ended with ${code}` });
      resolve();
    });
  });
}

function report(answer: Answer): void {
  total.seeds += 1;
  if (total.seeds % 10 === 0) console.error(`${total.seeds} seeds played`);
  if ("broken" in answer) {
    reportFailure(answer.seed, [answer.broken]);
    return;
  }
  for (const [kind, count] of Object.entries(answer.faults))
    faults.set(kind, (faults.get(kind) ?? 0) + count);
  for (const what of ["payments", "refunds", "payouts"] as const) total[what] += answer.done[what];
  total.simulatedSeconds += answer.simulatedSeconds;
  if (answer.differences.length > 0) reportFailure(answer.seed, answer.differences);
}

function reportFailure(seed: number, differences: readonly string[]): void {
  failing.push(seed);
  console.log(`seed ${seed} differs from the truth; repeat it with: npm run sim -- --seed ${seed}`);
  const shown = seeds.length === 0 && total.seeds === 1 ? differences : differences.slice(0, 5);
  for (const difference of shown) console.log(`  ${difference}`);
  if (shown.length < differences.length) console.log(`  and ${differences.length - shown.length} more`);
}

function printTable(): void {
  const rows: [string, number | string][] = [
    ["seeds", total.seeds],
    ["of them failing", failing.length],
    ["payments", total.payments],
    ["refunds", total.refunds],
    ["payouts", total.payouts],
    ["simulated hours", (total.simulatedSeconds / 3600).toFixed(1)],
    ["minutes", ((performance.now() - startedAt) / 60_000).toFixed(1)],
    ...[...faults].sort(([a], [b]) => (a < b ? -1 : 1)),
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  for (const [name, value] of rows) console.log(`${name.padEnd(width)}  ${String(value).padStart(8)}`);
}

function wholeNumber(name: string, text: string): number {
  if (/^[0-9]{1,9}$/.test(text)) return Number(text);
  console.error(`--${name} must be a whole number\n${HELP}`);
  process.exit(2);
}
