import { execFile } from "node:child_process";
import { parseArgs, promisify } from "node:util";
import { createServerDatabase } from "../../test/e2e/support/serverDatabase.ts";
import { measureInstants } from "./ledger/instants.ts";
import { measurePostings, type Postings } from "./ledger/postings.ts";
import { measureReconciliation } from "./ledger/soldChain.ts";

const usage = `Measures the ledger on PostgreSQL beside pgbench's TPC-B-like transfer, in the same run.

Usage: npm run bench:ledger -- [--seconds N] [--lines N] [--payments N]

  --seconds N    how long each measurement lasts; 8 unless given
  --payments N   captured payments to reconcile; 100000 unless given
  --lines N      lines of the account whose balance at an instant is asked for; 1000000 unless given
  DATABASE_URL   a PostgreSQL server on which databases may be created and dropped; pgbench must be in PATH`;

const GOALS = {
  spread: 0.6,
  hot: 1.5,
  batched: 2.0,
  instantMs: 20,
  reconcileSeconds: 60,
  reconcileMebibytes: 1_024,
};

const { seconds, lines, payments, help } = parseArgs({
  options: {
    seconds: { type: "string", default: "8" },
    lines: { type: "string", default: "1000000" },
    payments: { type: "string", default: "100000" },
    help: { type: "boolean", short: "h" },
  },
}).values;
const server = process.env.DATABASE_URL;
if (help || !server) {
  console.log(usage);
  process.exit(help ? 0 : 1);
}

const rows: Record<string, string | number | boolean>[] = [];
const ratios: Record<string, number> = {};
for (const clients of [1, 8, 32]) {
  const spread = await pgbench(server, { clients, scale: 100, seconds: Number(seconds) });
  await measure("spread", { clients, bench: spread, goal: GOALS.spread });
  // One branch, and so one row that every transaction changes.
  const hot = await pgbench(server, { clients, scale: 1, seconds: Number(seconds) });
  await measure("hot", { clients, bench: hot, goal: GOALS.hot });
  await measure("batched", { clients, bench: spread, goal: GOALS.batched });
}
const instants = await measureInstants(server, Number(lines));
const reconciled = await measureReconciliation(server, Number(payments));
console.table(rows);
console.log(`Balance at an instant of ${lines} lines: p50 ${instants.p50Ms} ms, p99 ${instants.p99Ms} ms.`);
console.log(
  `Reconciliation of ${payments} payments: ${reconciled.seconds} s, ${reconciled.peakMebibytes} MiB, ${reconciled.breaks} breaks.`,
);
const isReconciled =
  reconciled.seconds <= GOALS.reconcileSeconds &&
  reconciled.peakMebibytes <= GOALS.reconcileMebibytes &&
  reconciled.breaks === 0;
const ok = rows.every((row) => row.ok) && instants.p99Ms <= GOALS.instantMs && isReconciled;
console.log(JSON.stringify({ ratios, ...instants, reconciled, ok }));
process.exit(ok ? 0 : 1);

async function measure(
  kind: Postings,
  given: { clients: number; bench: number; goal: number },
): Promise<void> {
  const { clients, bench, goal } = given;
  const database = await createServerDatabase(server as string); // checked above
  try {
    const perSecond = await measurePostings(database.url, { kind, clients, seconds: Number(seconds) });
    const ratio = Number((perSecond / bench).toFixed(2));
    ratios[`${kind} ${clients}`] = ratio;
    rows.push({
      ...{ postings: kind, clients, entriesPerSecond: Math.round(perSecond), pgbench: Math.round(bench) },
      ...{ ratio, goal, ok: ratio >= goal },
    });
  } finally {
    await database.drop();
  }
}

/** Transactions per second of pgbench's own script: three updates, a select and an insert, prepared. */
async function pgbench(
  given: string,
  { clients, scale, seconds: duration }: { clients: number; scale: number; seconds: number },
): Promise<number> {
  const database = await createServerDatabase(given);
  const run = promisify(execFile);
  try {
    await run("pgbench", ["-i", "-q", "-s", String(scale), database.url]);
    const threads = String(Math.min(clients, 2));
    const args = ["-M", "prepared", "-c", String(clients), "-j", threads, "-T", String(duration)];
    const { stdout } = await run("pgbench", [...args, database.url]);
    const tps = /tps = ([\d.]+)/.exec(stdout)?.[1];
    if (!tps) throw new Error(`pgbench says nothing: ${stdout}`);
    return Number(tps);
  } finally {
    await database.drop();
  }
}
