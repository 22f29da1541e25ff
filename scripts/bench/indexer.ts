import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Wallet } from "ethers";
import { factSources } from "../../src/chain/decodeLog.ts";
import { createServerDatabase } from "../../test/e2e/support/serverDatabase.ts";
import { processorSecondsOf } from "./api/processTimes.ts";
import type { Backfill } from "./indexer/backfill.ts";
import { type BusyChain, FACTS_PER_PAYMENT, startBusyChain } from "./indexer/busyChain.ts";
import { addressOf, FINALITY_DEPTH, seedDatabase } from "./indexer/seedDatabase.ts";

const usage = `Measures how fast the indexer takes in a past that it has not seen: real payments on anvil, into PostgreSQL.

Usage: npm run bench:indexer -- [--json FILE] [--events N] [--per-block N]

  --json FILE    also writes the figures as JSON
  --events N     events of each chain; 200000 unless given
  --per-block N  only with so many events in a block; else with 1000 and then with 20
  DATABASE_URL   a PostgreSQL server on which databases may be created and dropped`;

const GOALS = { facts: 10_000, posting: 4_000, mebibytes: 512 };
/** What the raw copy asks for at once. */
const RAW_EVENTS_AT_ONCE = 4_000;

interface Row {
  readonly perBlock: number;
  readonly work: "facts" | "facts, state and ledger";
  readonly facts: number;
  readonly perSecond: number;
  /** Beside the raw copy of the same chain's logs, per fact, before and after in the same run. */
  readonly ratioToRawCopy: number;
  readonly peakMebibytes: number;
  /** Processor microseconds per fact. */
  readonly cpuIndexer: number;
  readonly cpuPostgres: number;
  readonly ok: boolean;
}

const { values } = parseArgs({
  options: {
    json: { type: "string" },
    events: { type: "string", default: "200000" },
    "per-block": { type: "string" },
    help: { type: "boolean", short: "h" },
  },
});
const server = process.env.DATABASE_URL;
if (values.help || !server) {
  console.log(usage);
  process.exitCode = values.help ? 0 : 1;
} else {
  const rows: Row[] = [];
  for (const perBlock of values["per-block"] ? [Number(values["per-block"])] : [1_000, 20]) {
    rows.push(...(await measure(server, { events: Number(values.events), perBlock })));
  }
  console.table(rows);
  if (values.json) writeFileSync(values.json, `${JSON.stringify(rows, null, 2)}\n`);
  process.exitCode = rows.every(({ ok }) => ok) ? 0 : 1;
}
process.exit();

async function measure(server: string, order: { events: number; perBlock: number }): Promise<Row[]> {
  const account = new Wallet(Wallet.createRandom().privateKey);
  const chain = await startBusyChain({
    receiver: addressOf(account),
    payments: order.events / FACTS_PER_PAYMENT,
    perBlock: order.perBlock / FACTS_PER_PAYMENT,
    emptyBlocks: FINALITY_DEPTH + 1,
  });
  try {
    const before = await copyRaw(server, chain, order.perBlock);
    const rows = [
      await backfill(server, { chain, account, perBlock: order.perBlock, withPosting: false }),
      await backfill(server, { chain, account, perBlock: order.perBlock, withPosting: true }),
    ];
    const raw = (before + (await copyRaw(server, chain, order.perBlock))) / 2;
    const rawPerSecond = order.events / raw;
    return rows.map((row) => ({ ...row, ratioToRawCopy: Number((row.perSecond / rawPerSecond).toFixed(2)) }));
  } finally {
    await chain.close();
  }
}

async function backfill(
  server: string,
  given: { chain: BusyChain; account: Wallet; perBlock: number; withPosting: boolean },
): Promise<Omit<Row, "ratioToRawCopy">> {
  const { chain, account, perBlock, withPosting } = given;
  const database = await createServerDatabase(server);
  try {
    await seedDatabase(database.url, chain, account);
    const before = processorSecondsOf("postgres");
    const env = { RPC_URL: chain.local.rpcUrl, ...(withPosting ? { WITH_POSTING: "1" } : {}) };
    const done = await runApart<Backfill>("backfill.ts", { DATABASE_URL: database.url, ...env });
    const postgres = processorSecondsOf("postgres") - before;
    const expected = chain.payments.length * FACTS_PER_PAYMENT;
    if (done.facts !== expected) throw new Error(`${done.facts} facts instead of ${expected}`);
    const perSecond = done.facts / done.seconds;
    return {
      perBlock,
      work: withPosting ? "facts, state and ledger" : "facts",
      facts: done.facts,
      perSecond: Math.round(perSecond),
      peakMebibytes: Math.round(done.peakMebibytes),
      cpuIndexer: Math.round((done.processorSeconds / done.facts) * 1e6),
      cpuPostgres: Math.round((postgres / done.facts) * 1e6),
      ok:
        done.peakMebibytes <= GOALS.mebibytes &&
        (perBlock < 1_000 || perSecond >= (withPosting ? GOALS.posting : GOALS.facts)),
    };
  } finally {
    await database.drop();
  }
}

/** Seconds that the raw copy of the chain's logs takes. */
async function copyRaw(server: string, chain: BusyChain, perBlock: number): Promise<number> {
  const database = await createServerDatabase(server);
  try {
    const { seconds } = await runApart<{ seconds: number }>("rawCopy.ts", {
      DATABASE_URL: database.url,
      RPC_URL: chain.local.rpcUrl,
      ADDRESSES: JSON.stringify(factSources(chain.contracts)),
      LAST_BLOCK: String(chain.lastBlock),
      BLOCKS_AT_ONCE: String(Math.max(1, Math.floor(RAW_EVENTS_AT_ONCE / perBlock))),
    });
    return seconds;
  } finally {
    await database.drop();
  }
}

/** Runs a program of this folder; what it prints is what it found. */
async function runApart<Result>(file: string, env: Record<string, string>): Promise<Result> {
  const path = fileURLToPath(new URL(`indexer/${file}`, import.meta.url));
  const profile = process.env.PROFILE_DIR ? ["--cpu-prof", `--cpu-prof-dir=${process.env.PROFILE_DIR}`] : [];
  const child = spawn(process.execPath, [...profile, "--import", "tsx", path], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const chunks: Buffer[] = [];
  for await (const chunk of child.stdout) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString("utf8")) as Result;
}
