import { sql } from "kysely";
import { openDatabase } from "../../../src/db/database.ts";
import { migrate } from "../../../src/db/migrate.ts";
import { read } from "../../../src/db/read.ts";
import { SYSTEM, withTx } from "../../../src/db/withTx.ts";
import { merchantAccount, readBalanceAt } from "../../../src/modules/ledger/index.ts";
import { createMerchant } from "../../../src/modules/merchants/index.ts";
import { createServerDatabase } from "../../../test/e2e/support/serverDatabase.ts";
import { BENCH_ASSET } from "./postings.ts";

const QUESTIONS = 2_000;
/** A unit each second since then. */
const START_MS = Date.UTC(2026, 0, 1);

/** How long a balance at a random instant takes for an account with so many lines; each answer is checked. */
export async function measureInstants(
  server: string,
  lines: number,
): Promise<{ p50Ms: number; p99Ms: number }> {
  const own = await createServerDatabase(server);
  const database = await openDatabase({ url: own.url });
  try {
    await migrate(database);
    const merchantId = await withTx(database, SYSTEM, async (tx) => {
      const { id } = await createMerchant(tx, { name: "Busy", feeBps: 0, now: new Date() });
      const { path } = merchantAccount(id, "available");
      await sql`insert into journal_entries (id, kind, source_id, attempt, merchant_id, livemode, posted_at)
        select 'jrn_' || lpad(n::text, 26, '0'), 'PAYMENT_CAPTURED', 'bench:' || n, 1, ${id}, false,
          to_timestamp(${START_MS / 1_000} + n) from generate_series(1, ${lines}::int) n`.execute(tx);
      await sql`insert into journal_lines
          (entry_id, line, account, merchant_id, asset_id, direction, units, posted_at, number, balance)
        select e.id, l.line, l.account, null, ${BENCH_ASSET}, l.direction, 1, e.posted_at, e.n, l.sign * e.n
        from (select id, posted_at, substr(source_id, 7)::bigint as n from journal_entries) e
          cross join (values (1, 'bank:bench', 'DEBIT', -1), (2, ${path}, 'CREDIT', 1)) as l (line, account, direction, sign)`.execute(
        tx,
      );
      return id;
    });
    await database.runScript("VACUUM ANALYZE journal_lines");
    const times: number[] = [];
    for (let question = 0; question < QUESTIONS; question++) {
      const n = 1 + Math.floor(Math.random() * lines);
      const at = new Date(START_MS + n * 1_000 + 500);
      const start = performance.now();
      const found = await read(database, SYSTEM, (db) =>
        readBalanceAt(db, merchantId, { asset: BENCH_ASSET, at }),
      );
      times.push(performance.now() - start);
      if (found.available !== BigInt(n)) throw new Error(`${found.available} at the ${n}th second`);
    }
    times.sort((a, b) => a - b);
    const at = (share: number) => Number((times[Math.floor(times.length * share)] ?? 0).toFixed(2));
    return { p50Ms: at(0.5), p99Ms: at(0.99) };
  } finally {
    await database.close();
    await own.drop();
  }
}
