import { sql } from "kysely";
import type { Reader } from "../../db/read.ts";
import type { Tx } from "../../db/withTx.ts";
import type { AssetId } from "../../kernel/ids/chainIds.ts";
import { type Id, type MerchantId, newId } from "../../kernel/ids/ids.ts";
import type { Direction, JournalKind, JournalLine } from "./entry.ts";

interface EntryToInsert {
  readonly kind: JournalKind;
  readonly sourceId: string;
  readonly merchantId: MerchantId | null;
  readonly livemode: boolean;
  readonly postedAt: Date;
  readonly lines: readonly JournalLine[];
  readonly reverses: string | null;
}

interface StoredEntry extends EntryToInsert {
  readonly id: Id<"JournalEntry">;
}

/**
 * One round trip: entry, lines and balances. Balances are locked in the order of their accounts, so that two
 * postings never wait for each other in a circle.
 */
export async function insertEntry(tx: Tx, entry: EntryToInsert): Promise<void> {
  const lines = JSON.stringify(
    entry.lines.map((line, index) => ({
      line: index + 1,
      account: line.account.path,
      merchant_id: line.account.merchantId,
      asset_id: line.asset,
      direction: line.direction,
      units: line.units.toString(),
    })),
  );
  const inserted = await sql<{ posted: boolean }>`
    with given as (
      select * from jsonb_to_recordset(${lines}::jsonb)
        as l(line int, account text, merchant_id text, asset_id text, direction text, units numeric(78,0))
    ), earlier as (
      select count(*)::int as attempts, count(*) filter (where r.id is null)::int as standing
      from journal_entries e left join journal_entries r on r.reverses = e.id
      where e.source_id = ${entry.sourceId} and e.kind = ${entry.kind}
    ), entry as (
      insert into journal_entries (id, kind, source_id, attempt, reverses, merchant_id, livemode, posted_at)
      select ${newId("JournalEntry")}, ${entry.kind}, ${entry.sourceId}, attempts + 1, ${entry.reverses}, ${entry.merchantId},
        ${entry.livemode}, ${entry.postedAt}::timestamptz
      from earlier where standing = 0 or ${entry.kind} = 'REVERSAL' returning id
    ), posted as (
      insert into journal_lines (entry_id, line, account, merchant_id, asset_id, direction, units)
      select entry.id, line, account, merchant_id, asset_id, direction, units from entry, given returning 1
    ), moved as (
      insert into ledger_balances as b (account, asset_id, merchant_id, debits, credits)
      select account, asset_id, min(merchant_id), coalesce(sum(units) filter (where direction = 'DEBIT'), 0),
        coalesce(sum(units) filter (where direction = 'CREDIT'), 0)
      from entry, given group by account, asset_id order by account, asset_id
      on conflict (account, asset_id) do update set debits = b.debits + excluded.debits, credits = b.credits + excluded.credits
      returning 1
    )
    select exists (select from entry) as posted`.execute(tx);
  if (inserted.rows[0]?.posted !== true)
    throw new Error(`${entry.kind} of ${entry.sourceId} is already posted`);
}

/** Entries of a source that were not reversed, newest first. */
export async function listUnreversed(tx: Tx, sourceId: string): Promise<StoredEntry[]> {
  const entries = await tx
    .selectFrom("journal_entries as e")
    .leftJoin("journal_entries as r", "r.reverses", "e.id")
    .select(["e.id", "e.kind", "e.source_id", "e.merchant_id", "e.livemode", "e.posted_at"])
    .where("e.source_id", "=", sourceId)
    .where("e.reverses", "is", null)
    .where("r.id", "is", null)
    .orderBy("e.id", "desc")
    .execute();
  const lines = await linesOf(
    tx,
    entries.map((entry) => entry.id),
  );
  return entries.map((entry) => ({
    id: entry.id as Id<"JournalEntry">,
    kind: entry.kind as JournalKind,
    sourceId: entry.source_id,
    merchantId: entry.merchant_id as MerchantId | null,
    livemode: entry.livemode,
    postedAt: entry.posted_at,
    reverses: null,
    lines: lines.get(entry.id) ?? [],
  }));
}

/** Lines by entry; under a merchant's scope only the merchant's own. */
export async function linesOf(db: Reader, entryIds: readonly string[]): Promise<Map<string, JournalLine[]>> {
  const found = new Map<string, JournalLine[]>();
  if (entryIds.length === 0) return found;
  const rows = await db
    .selectFrom("journal_lines")
    .selectAll()
    .where("entry_id", "in", entryIds)
    .orderBy("entry_id")
    .orderBy("line")
    .execute();
  for (const row of rows) {
    const line: JournalLine = {
      account: { path: row.account, merchantId: row.merchant_id as MerchantId | null },
      direction: row.direction as Direction,
      asset: row.asset_id as AssetId,
      units: row.units,
    };
    found.set(row.entry_id, [...(found.get(row.entry_id) ?? []), line]);
  }
  return found;
}
