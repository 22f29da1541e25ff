import { parseArgs } from "node:util";
import { openDoors } from "../../test/graphql/doorWorld.ts";
import { HOSTILE_REQUESTS } from "../../test/graphql/hostileRequests.ts";

const usage = `Measures how long the server is busy with each hostile request before it refuses it, beside a good one.

Usage: npm run bench:hostile -- [--turns N]

  --turns N     how often each request is sent, with another text each time; 30 unless given
  DATABASE_URL  a PostgreSQL server; PGlite in this process without`;

const GOOD = JSON.stringify({ query: "{chains{id}}" });
const GOAL_MS = 5;

interface Row {
  readonly request: string;
  readonly at: string;
  /** Milliseconds from the request's arrival to the end of the answer. */
  readonly median: number;
  readonly slowest: number;
  /** Of the good request's median, taken between the hostile ones. */
  readonly ratio: number;
  readonly ok: boolean;
}

const { values } = parseArgs({
  options: { turns: { type: "string", default: "30" }, help: { type: "boolean", short: "h" } },
});
if (values.help) console.log(usage);
else {
  const rows = await measure(Number(values.turns));
  console.table(rows);
  const slow = rows.filter(({ ok }) => !ok);
  console.log(`${rows.length - slow.length} of ${rows.length} have a median under ${GOAL_MS} ms`);
  process.exitCode = slow.length === 0 ? 0 : 1;
}
process.exit();

async function measure(turns: number): Promise<Row[]> {
  const limits = { capacity: 1e9, refillPerSecond: 1e9 };
  const times: number[] = [];
  const world = await openDoors({
    limits: { perKey: limits, perPayer: limits, perAddress: limits },
    onAnswered: (milliseconds) => times.push(milliseconds),
  });
  const rows: Row[] = [];
  let turn = 0;
  for (const { name, at, body, headers } of HOSTILE_REQUESTS) {
    for (const door of at) {
      const [hostile, good]: [number[], number[]] = [[], []];
      for (let count = 0; count < turns; count += 1) {
        times.length = 0;
        await world.post(door, body(turn++), headers);
        await world.post(door, GOOD);
        const [first, second] = times;
        if (first === undefined || second === undefined) throw new Error("every answer has its time");
        hostile.push(first);
        good.push(second);
      }
      const median = medianOf(hostile);
      rows.push({
        request: name,
        at: door,
        median: hundredths(median),
        slowest: hundredths(Math.max(...hostile)),
        ratio: hundredths(median / medianOf(good)),
        ok: median < GOAL_MS,
      });
    }
  }
  await world.close();
  return rows;
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}
