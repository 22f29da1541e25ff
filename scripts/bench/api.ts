import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { type ApiWorld, openApiWorld } from "./api/apiWorld.ts";
import { closedLoop, openLoop, type Run, type Target } from "./api/load.ts";
import { processorSeconds, processorSecondsOf } from "./api/processTimes.ts";

const usage = `Measures the merchant API beside raw Fastify routes of one statement each, on the same PostgreSQL.

Usage: npm run bench:api -- [--json FILE] [--seconds N] [--only CASE] [--profile DIR]

  --json FILE   also writes the figures as JSON
  --seconds N   length of each run; 5 unless given
  --only CASE   paymentCreate, payment, payments or paymentCapture
  --profile DIR writes the API's CPU profile there
  DATABASE_URL  a PostgreSQL server on which databases may be created and dropped`;

const CONNECTIONS = [1, 16, 64] as const;

interface Case {
  readonly name: string;
  readonly reference: string;
  /** The part of the reference's throughput to reach at least; null when the case is only reported. */
  readonly goal: number | null;
  readonly ours: (world: ApiWorld, url?: string) => Target;
  readonly raw: (world: ApiWorld) => Target;
}

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

const CREATE = `mutation($input: PaymentCreateInput!) { paymentCreate(input: $input) {
  payment { id status clientSecret } userErrors { code } } }`;
const PAYMENT = `query($id: ID!) { payment(id: $id) { id onchainId merchantReference description metadata livemode status
  statusReasons captureMethod amount { atomic } amountAuthorized { atomic } amountCapturable { atomic }
  amountCaptured { atomic } amountRefunded { atomic } fee { atomic } createdAt updatedAt } }`;
const PAGE = `{ payments(first: 50) { nodes { id onchainId merchantReference status amount { atomic }
  amountCaptured { atomic } fee { atomic } createdAt
  captures(first: 5) { nodes { id status amount { atomic } fee { atomic } } } } pageInfo { hasNextPage endCursor } } }`;
const CAPTURE = `mutation($input: PaymentCaptureInput!) { paymentCapture(input: $input) {
  capture { id status } userErrors { code } } }`;

const insert = (world: ApiWorld) =>
  rawTarget(world, "/insert", () => ({ amount: "12500000", merchantReference: randomUUID() }));

/** Creates come last: the newest payments are the captured ones until then. */
const CASES: readonly Case[] = [
  {
    name: "payment",
    reference: "raw SELECT by id",
    goal: 0.5,
    ours: (world, url) => graphqlTarget(world, PAYMENT, url, (turn) => ({ id: pick(world.captured, turn) })),
    raw: (world) => rawTarget(world, "/select", (turn) => ({ id: pick(world.captured, turn) })),
  },
  {
    name: "payments",
    reference: "raw SELECT of the page",
    goal: 0.4,
    ours: (world, url) => graphqlTarget(world, PAGE, url, () => ({})),
    raw: (world) => rawTarget(world, "/page", () => ({ merchantId: world.merchantId })),
  },
  {
    name: "paymentCapture",
    reference: "raw INSERT",
    goal: null,
    ours: (world, url) =>
      graphqlTarget(world, CAPTURE, url, (turn) => ({
        input: { paymentId: pick(world.held, turn), amount: "0.000001", idempotencyKey: randomUUID() },
      })),
    raw: insert,
  },
  {
    name: "paymentCreate",
    reference: "raw INSERT",
    goal: 0.35,
    ours: (world, url) =>
      graphqlTarget(world, CREATE, url, () => ({
        input: {
          assetId: world.assetId,
          amount: "12.5",
          merchantReference: randomUUID(),
          idempotencyKey: randomUUID(),
        },
      })),
    raw: insert,
  },
];

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
  if (values.json) writeFileSync(values.json, `${JSON.stringify({ rows, loads, two }, null, 2)}\n`);
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

function graphqlTarget(
  world: ApiWorld,
  query: string,
  url: string | undefined,
  variables: (turn: number) => object,
): Target {
  let turn = 0;
  return {
    origin: url ?? world.api.url,
    next: () => {
      turn += 1;
      return {
        path: "/graphql",
        body: JSON.stringify({ query, variables: variables(turn) }),
        headers: { authorization: `Bearer ${pick(world.keys, turn)}` },
      };
    },
    isGood: (status, text) =>
      status === 200 && !text.includes('"errors"') && !text.includes('"userErrors":[{'),
  };
}

function rawTarget(world: ApiWorld, path: string, body: (turn: number) => object): Target {
  let turn = 0;
  return {
    origin: world.raw.url,
    next: () => {
      turn += 1;
      return { path, body: JSON.stringify(body(turn)) };
    },
    isGood: (status) => status === 200,
  };
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

function pick<T>(list: readonly T[], turn: number): T {
  return list[turn % list.length] as T; // no list here is empty
}
