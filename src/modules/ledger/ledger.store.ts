import { sql } from "kysely";
import { gathered, sideBySide } from "../../db/gathered.ts";
import type { Reader } from "../../db/read.ts";
import { rowsOf } from "../../db/rowsOf.ts";
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
 * One round trip: entries, lines and balances. Balances are locked in the order of their accounts, so that two
 * postings never wait for each other in a circle.
 * @throws Error when an entry of this source and kind stands already
 */
export async function insertEntry(tx: Tx, entry: EntryToInsert): Promise<void> {
  if (!(await insertGathered(tx, entry)))
    throw new Error(`${entry.kind} of ${entry.sourceId} is already posted`);
}

/** @throws Error, as insertEntry */
export async function insertEntries(tx: Tx, entries: readonly EntryToInsert[]): Promise<void> {
  await sideBySide(entries, (entry) => insertEntry(tx, entry));
}

/** Whether each was posted. */
const insertGathered = gathered(async (tx, given: readonly EntryToInsert[]) => {
  const entries = given.map((entry) => ({ ...entry, id: newId("JournalEntry") }));
  const posted = await sql<{ id: string }>`
    with given as (
      select * from jsonb_populate_recordset(null::journal_entries, ${rowsOf(entries.map(entryRow))}::jsonb)
    ), earlier as (
      select given.id, count(e.id)::int as attempts, count(*) filter (where e.id is not null and r.id is null) as standing
      from given left join journal_entries e on e.source_id = given.source_id and e.kind = given.kind
        left join journal_entries r on r.reverses = e.id
      group by given.id
    ), entry as (
      insert into journal_entries (id, kind, source_id, attempt, reverses, merchant_id, livemode, posted_at)
      select id, kind, source_id, attempts + 1, reverses, merchant_id, livemode, posted_at
      from given join earlier using (id) where standing = 0 or kind = 'REVERSAL' returning id
    ), line as (
      select l.* from jsonb_populate_recordset(null::journal_lines, ${rowsOf(entries.flatMap(lineRows))}::jsonb) l
      join entry on entry.id = l.entry_id
    ), moved as (
      insert into ledger_balances as b (account, asset_id, merchant_id, debits, credits, lines)
      select account, asset_id, min(merchant_id), coalesce(sum(units) filter (where direction = 'DEBIT'), 0),
        coalesce(sum(units) filter (where direction = 'CREDIT'), 0), count(*)
      from line group by account, asset_id order by account, asset_id
      on conflict (account, asset_id) do update set debits = b.debits + excluded.debits,
        credits = b.credits + excluded.credits, lines = b.lines + excluded.lines
      returning account, asset_id, credits - debits as balance, lines
    ), posted as (
      insert into journal_lines (entry_id, line, account, merchant_id, asset_id, direction, units, posted_at, number, balance)
      select l.entry_id, l.line, l.account, l.merchant_id, l.asset_id, l.direction, l.units, l.posted_at,
        m.lines - count(*) over later + 1,
        m.balance - sum(case l.direction when 'CREDIT' then l.units else -l.units end) over later
          + case l.direction when 'CREDIT' then l.units else -l.units end
      from line l join moved m on m.account = l.account and m.asset_id = l.asset_id
      window later as (partition by l.account, l.asset_id order by l.entry_id desc, l.line desc)
    )
    select id from entry`.execute(tx);
  const ids = new Set(posted.rows.map(({ id }) => id));
  return entries.map(({ id }) => ids.has(id));
});

function entryRow(entry: StoredEntry) {
  return {
    id: entry.id,
    kind: entry.kind,
    source_id: entry.sourceId,
    reverses: entry.reverses,
    merchant_id: entry.merchantId,
    livemode: entry.livemode,
    posted_at: entry.postedAt,
  };
}

function lineRows({ id, lines, postedAt }: StoredEntry) {
  return lines.map((line, index) => ({
    entry_id: id,
    line: index + 1,
    account: line.account.path,
    merchant_id: line.account.merchantId,
    asset_id: line.asset,
    direction: line.direction,
    units: line.units,
    posted_at: postedAt,
  }));
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
