import { setTimeout as pause } from "node:timers/promises";
import { compareAll, type Findings } from "./compareAll.ts";
import { createDatabase } from "./createDatabase.ts";
import { type Journey, playJourney } from "./playJourney.ts";
import { type Options, readOptions, type SandboxPlace, USAGE } from "./readOptions.ts";
import { type Order, readOrders } from "./readOrders.ts";
import { openStage } from "./stage.ts";
import { type StartedSandbox, startSandbox } from "./startSandbox.ts";
import { StepTable } from "./stepTable.ts";
import { summaryOf } from "./summary.ts";

/** Undoes what was opened, last first; runs once, also when Ctrl-C comes while it runs. */
const closers: (() => Promise<void>)[] = [];
let closing: Promise<void> | undefined;
let isInterrupted = false;

function close(): Promise<void> {
  closing ??= (async () => {
    for (const shut of closers.splice(0).reverse()) await shut();
  })();
  return closing;
}

/** Plays all orders against a sandbox and prints what came of it; the last line is JSON. */
async function main(): Promise<number> {
  const startedAt = performance.now();
  const options = readOptions(process.argv.slice(2), process.env);
  if (!options) {
    console.log(USAGE);
    return 0;
  }
  const orders = await readOrders(options.ordersFile);
  console.log(`Tallystick demo: ${orders.length} orders from ${options.ordersFile}`);
  const { journey, findings } = await play(options, orders);
  await close();
  report(findings);
  console.log(summaryOf({ journey, findings, seconds: (performance.now() - startedAt) / 1000 }));
  return findings.faults.length === 0 ? 0 : 1;
}

interface Played {
  readonly journey: Journey;
  readonly findings: Findings;
}

async function play(options: Options, orders: readonly Order[]): Promise<Played> {
  const steps = new StepTable();
  if (options.running) return playAt(options.running, orders, steps);
  const sandbox = await steps.run("start a sandbox", 1, () => ownSandbox(options.databaseUrl));
  try {
    return await Promise.race([playAt(sandbox.place, orders, steps), sandbox.died]);
  } catch (error) {
    // A broken connection is often noticed before the end of the process that caused it.
    await Promise.race([sandbox.died, pause(500)]);
    throw new Error(explain(error), {
      cause: new Error(`the sandbox's log ends with:\n${sandbox.logTail()}`),
    });
  }
}

async function playAt(place: SandboxPlace, orders: readonly Order[], steps: StepTable): Promise<Played> {
  const stage = await steps.run("connect", 1, () => openStage(place));
  closers.push(() => stage.close());
  const journey = await playJourney(stage, orders, steps);
  return { journey, findings: await compareAll(stage, journey, steps) };
}

async function ownSandbox(databaseUrl: string | null): Promise<StartedSandbox> {
  const database = databaseUrl === null ? null : await createDatabase(databaseUrl);
  if (database) closers.push(() => database.drop());
  const sandbox = await startSandbox(database?.url ?? null);
  closers.push(() => sandbox.close());
  return sandbox;
}

function report({ faults }: Findings): void {
  console.log("");
  if (faults.length === 0) return;
  console.error(`${faults.length} disagreements:`);
  for (const fault of faults) console.error(`  ${fault}`);
}

/** What went wrong, down to its first cause. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as NodeJS.ErrnoException; // absent on all but errors of the system
  const message = error.message || code || error.name;
  return error.cause === undefined ? message : `${message}: ${explain(error.cause)}`;
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    isInterrupted = true;
    void close().finally(() => process.exit(130));
  });
}

main()
  .catch(async (error: unknown) => {
    if (!isInterrupted) console.error(explain(error));
    await close();
    return isInterrupted ? 130 : 1;
  })
  .then((code) => process.exit(code));
