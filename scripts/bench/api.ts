import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { type ApiWorld, openApiWorld } from "./api/apiWorld.ts";
import { CASES, type Case } from "./api/cases.ts";
import { type FanOut, fanOut, rawFanOut } from "./api/fanOut.ts";
import { closedLoop, openLoop, type Run, type Target } from "./api/load.ts";
import { processorSeconds, processorSecondsOf } from "./api/processTimes.ts";

const usage = `Measures the merchant API beside raw Fastify routes of one statement each, on the same PostgreSQL.

Usage: npm run bench:api -- [--json FILE] [--seconds N] [--only CASE] [--profile DIR]

  --json FILE   also writes the figures as JSON
  --seconds N   length of each run; 5 unless given
  --only CASE   payment, payments, paymentCapture, paymentCreate, payouts, payoutCreate or fanOut
  --profile DIR writes the API's CPU profile there
  DATABASE_URL  a PostgreSQL server on which databases may be created and dropped`;

const CONNECTIONS = [1, 16, 64] as const;

interface Row {
  readonly case: string;
  readonly reference: string;
  readonly connections: number;
  readonly ours: number;
  readonly referencePerSecond: number;
  readonly ratio: number;
  readonly goal: number | null;
  readonly p99: number;
  /** Processor milliseconds per request: of the API process, of the raw one, and of PostgreSQL for ours. */
  readonly cpuOurs: number;
  readonly cpuReference: number;
  readonly cpuPostgres: number;
  readonly ok: boolean;
}

const { values } = parseArgs({
  options: {
    json: { type: "string" },
    seconds: { type: "string", default: "5" },
    only: { type: "string" },
    profile: { type: "string" },
    help: { type: "boolean", short: "h" },
  },
});
const server = process.env.DATABASE_URL;
if (values.help || !server) {
  console.log(usage);
  process.exitCode = values.help ? 0 : 1;
} else {
  const world = await openApiWorld(server, values.profile ? resolve(values.profile) : null);
  try {
    await measure(world, Number(values.seconds));
  } finally {
    await world.close();
  }
}
process.exit();

async function measure(world: ApiWorld, seconds: number): Promise<void> {
  const cases = CASES.filter(({ name }) => !values.only || name === values.only);
  const rows: Row[] = [];
  for (const each of cases) {
    for (const target of [each.ours(world), each.raw(world)]) await warmUp(target);
    await world.analyze();
    for (const connections of CONNECTIONS) rows.push(await compare(world, each, { connections, seconds }));
  }
  console.table(rows);
  const loads = [];
  for (const each of cases) loads.push(...(await underLoad(world, each, { rows, seconds })));
  console.table(loads);
  const two = await twoProcesses(world, cases, seconds);
  console.table(two);
  const fan = !values.only || values.only === "fanOut" ? await compareFanOut(world) : [];
  console.table(fan);
  if (values.json) writeFileSync(values.json, `${JSON.stringify({ rows, loads, two, fan }, null, 2)}\n`);
  process.exitCode = [...rows, ...loads].every(({ ok }) => ok) ? 0 : 1;
}

/** Ours and the reference in turn, twice, so that a drift of the machine meets both. */
async function compare(
  world: ApiWorld,
  each: Case,
  order: { connections: number; seconds: number },
): Promise<Row> {
  const ours = [await timed(each.ours(world), world.api.pid, order)];
  const raw = [
    await timed(each.raw(world), world.raw.pid, order),
    await timed(each.raw(world), world.raw.pid, order),
  ];
  ours.push(await timed(each.ours(world), world.api.pid, order));
  const [mine, theirs] = [mean(ours, "perSecond"), mean(raw, "perSecond")];
  const ratio = Math.round((1_000 * mine) / theirs) / 1_000;
  return {
    case: each.name,
    reference: each.reference,
    connections: order.connections,
    ours: Math.round(mine),
    referencePerSecond: Math.round(theirs),
    ratio,
    goal: each.goal,
    p99: Math.max(...ours.map(({ p99 }) => p99)),
    cpuOurs: hundredths(mean(ours, "cpu")),
    cpuReference: hundredths(mean(raw, "cpu")),
    cpuPostgres: hundredths(mean(ours, "cpuPostgres")),
    ok: each.goal === null || ratio >= each.goal,
  };
}

/** Events to 1,000 sockets, beside the same texts from memory; in turn, twice. */
async function compareFanOut(world: ApiWorld) {
  const runs: { readonly who: string; readonly run: FanOut }[] = [];
  for (const who of ["raw", "ours", "ours", "raw"]) {
    runs.push({ who, run: await (who === "ours" ? fanOut(world) : rawFanOut(world)) });
  }
  const rate = (of: string) =>
    mean(
      runs.filter(({ who }) => who === of).map(({ run }) => run),
      "messagesPerSecond",
    );
  const ratio = hundredths(rate("ours") / rate("raw"));
  return runs.map(({ who, run }) => ({ case: "events to 1,000 sockets", who, ...run, ratio }));
}

/** A run, and the processor milliseconds that each of its requests took. */
async function timed(target: Target, pid: number, order: { connections: number; seconds: number }) {
  const before = [processorSeconds(pid), processorSecondsOf("postgres")] as const;
  const run = await good(target, order);
  const after = [processorSeconds(pid), processorSecondsOf("postgres")] as const;
  return {
    ...run,
    cpu: ((after[0] - before[0]) * 1_000) / run.answered,
    cpuPostgres: ((after[1] - before[1]) * 1_000) / run.answered,
  };
}

/** At a rate that people come at, and at 70 % of what the API can do. */
async function underLoad(
  world: ApiWorld,
  each: Case,
  { rows, seconds }: { rows: readonly Row[]; seconds: number },
) {
  const most = Math.max(...rows.filter((row) => row.case === each.name).map(({ ours }) => ours));
  const loads = [
    { load: "200 requests/s", perSecond: 200, goal: 15 },
    { load: "70 % of saturation", perSecond: Math.round(most * 0.7), goal: 50 },
  ];
  const found = [];
  for (const { load, perSecond, goal } of loads) {
    const order = { perSecond, seconds, connections: 64 };
    const raw = await openLoop(each.raw(world), order); // what this machine itself is late by
    const run = await openLoop(each.ours(world), order);
    for (const each of [raw, run]) requireGood(each);
    const { p50, p99 } = run;
    found.push({
      case: each.name,
      load,
      perSecond,
      p50,
      p99,
      rawP50: raw.p50,
      rawP99: raw.p99,
      goal,
      ok: p99 <= goal,
    });
  }
  return found;
}

/** What a second API process adds on these cores, which the load and PostgreSQL use as well. */
async function twoProcesses(world: ApiWorld, cases: readonly Case[], seconds: number) {
  const second = await world.startApi();
  const found = [];
  for (const each of cases) {
    const targets = [each.ours(world), each.ours(world, second.url)];
    for (const target of targets) await warmUp(target);
    const one = await good(targets[0] as Target, { connections: 64, seconds });
    const before = [world.api.pid, second.pid].map(processorSeconds);
    const both = await Promise.all(targets.map((target) => good(target, { connections: 32, seconds })));
    const used = [world.api.pid, second.pid].map((pid, index) =>
      busy(before[index] ?? 0, processorSeconds(pid), seconds),
    );
    const sum = both.reduce((total, { perSecond }) => total + perSecond, 0);
    found.push({
      case: each.name,
      one: one.perSecond,
      two: sum,
      ratio: hundredths(sum / one.perSecond),
      firstBusy: used[0],
      secondBusy: used[1],
    });
  }
  return found;
}

/** So many unmeasured requests that the just-in-time compiler has seen enough, however slow the machine is. */
async function warmUp(target: Target): Promise<void> {
  for (let answered = 0; answered < 3_000; ) {
    answered += (await closedLoop(target, { connections: 16, seconds: 1 })).answered;
  }
}

async function good(target: Target, order: { connections: number; seconds: number }): Promise<Run> {
  const run = await closedLoop(target, order);
  requireGood(run);
  return run;
}

function requireGood({ refused, answered }: Run): void {
  if (refused > 0)
    throw new Error(`${refused} of ${answered} requests were refused: the figure would mean nothing`);
}

function busy(before: number, after: number, seconds: number): number {
  return hundredths((after - before) / seconds);
}

function mean<Key extends string>(runs: readonly Readonly<Record<Key, number>>[], key: Key): number {
  return runs.reduce((sum, run) => sum + run[key], 0) / runs.length;
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}
