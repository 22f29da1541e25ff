import { sql } from "kysely";
import type { Tx } from "../../db/withTx.ts";
import type { Id } from "../../kernel/ids/ids.ts";
import { getEntries, type VisibleEntry } from "./entries.store.ts";

export async function findUnbalanced(tx: Tx): Promise<string[]> {
  const found = await sql<{ entry_id: string }>`
    select entry_id from journal_lines group by entry_id, asset_id
    having sum(case direction when 'DEBIT' then units else -units end) <> 0`.execute(tx);
  return found.rows.map((row) => row.entry_id);
}

export async function findDrift(tx: Tx): Promise<string[]> {
  const found = await sql<{ account: string }>`
    with folded as (
      select account, asset_id, coalesce(sum(units) filter (where direction = 'DEBIT'), 0) as debits,
        coalesce(sum(units) filter (where direction = 'CREDIT'), 0) as credits
      from journal_lines group by account, asset_id
    )
    select coalesce(f.account, b.account) as account
    from folded f full join ledger_balances b on b.account = f.account and b.asset_id = f.asset_id
    where (coalesce(f.debits, 0), coalesce(f.credits, 0)) <> (coalesce(b.debits, 0), coalesce(b.credits, 0))`.execute(
    tx,
  );
  return found.rows.map((row) => row.account);
}

/** Sealed entries in the order of their numbers. */
export async function readSealedAfter(tx: Tx, sealSequence: number, limit: number): Promise<VisibleEntry[]> {
  const rows = await tx
    .selectFrom("journal_seals")
    .select("entry_id")
    .where("seal_seq", ">", sealSequence)
    .orderBy("seal_seq")
    .limit(limit)
    .execute();
  const entries = await getEntries(
    tx,
    "all",
    rows.map((row) => row.entry_id as Id<"JournalEntry">),
  );
  return entries.filter((entry) => entry !== undefined);
}
