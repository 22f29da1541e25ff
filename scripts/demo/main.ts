import { compareAll, type Findings } from "./compareAll.ts";
import { createDatabase } from "./createDatabase.ts";
import { type Journey, playJourney } from "./playJourney.ts";
import { type Options, OptionsRefused, readOptions, type SandboxPlace, USAGE } from "./readOptions.ts";
import { type Order, OrdersRefused, readOrders } from "./readOrders.ts";
import { openStage } from "./stage.ts";
import { startSandbox } from "./startSandbox.ts";
import { StepTable } from "./stepTable.ts";
import { summaryOf } from "./summary.ts";

/** Undoes what was opened, last first; runs once, also when Ctrl-C comes while it runs. */
const closers: (() => Promise<void>)[] = [];
let closing: Promise<void> | undefined;

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

async function play(
  options: Options,
  orders: readonly Order[],
): Promise<{ journey: Journey; findings: Findings }> {
  const steps = new StepTable();
  const { place, died } = await steps.run("find or start a sandbox", 1, () => sandboxFor(options));
  const playing = (async () => {
    const stage = await steps.run("connect", 1, () => openStage(place));
    closers.push(() => stage.close());
    const journey = await playJourney(stage, orders, steps);
    return { journey, findings: await compareAll(stage, journey, steps) };
  })();
  return Promise.race([playing, died]);
}

async function sandboxFor(options: Options): Promise<{ place: SandboxPlace; died: Promise<never> }> {
  if (options.running) return { place: options.running, died: new Promise(() => undefined) };
  const database = options.databaseUrl === null ? null : await createDatabase(options.databaseUrl);
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

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => void close().finally(() => process.exit(130)));
}

main()
  .catch(async (error: unknown) => {
    const isForUser = error instanceof OrdersRefused || error instanceof OptionsRefused;
    console.error(isForUser ? error.message : error);
    await close();
    return 1;
  })
  .then((code) => process.exit(code));
