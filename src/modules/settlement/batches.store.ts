import type { Selectable } from "kysely";
import type { Tables } from "../../db/database.ts";
import { appendEvents } from "../../db/outbox.ts";
import type { Reader } from "../../db/read.ts";
import type { Tx } from "../../db/withTx.ts";
import type { DomainEvent } from "../../kernel/events/domainEvent.ts";
import type { AssetId } from "../../kernel/ids/chainIds.ts";
import type { Id, MerchantId, PayoutId, SettlementBatchId } from "../../kernel/ids/ids.ts";
import { type Page, type PageRequest, toPage } from "../../kernel/paging/page.ts";
import type { JournalKind } from "../ledger/index.ts";
import type { Owner } from "./settlement.context.ts";
import type { SettlementBatch, SettlementLine } from "./settlement.ts";

/** Rows of one statement: PostgreSQL takes 65,535 parameters. */
const ROWS_AT_ONCE = 4_000;

export async function insertBatch(
  tx: Tx,
  batch: SettlementBatch,
  { lines, event }: { readonly lines: readonly SettlementLine[]; readonly event: DomainEvent },
): Promise<void> {
  await tx
    .insertInto("settlement_batches")
    .values({
      id: batch.id,
      merchant_id: batch.merchantId,
      livemode: batch.livemode,
      asset_id: batch.asset,
      number: batch.number,
      opened_at: batch.openedAt,
      closed_at: batch.closedAt,
      opening: batch.opening,
      closing: batch.closing,
      gross: batch.gross,
      fees: batch.fees,
      refunds: batch.refunds,
      payouts: batch.payouts,
      other: batch.other,
      last_entry_id: batch.lastEntryId,
      payout_id: batch.payoutId,
    })
    .execute();
  for (let from = 0; from < lines.length; from += ROWS_AT_ONCE) {
    const rows = lines.slice(from, from + ROWS_AT_ONCE).map((line) => toRow(batch, line));
    await tx.insertInto("settlement_lines").values(rows).execute();
  }
  await appendEvents(tx, batch.closedAt, [event]);
}

function toRow({ id, merchantId }: SettlementBatch, line: SettlementLine) {
  return {
    settlement_batch_id: id,
    line: line.line,
    merchant_id: merchantId,
    entry_id: line.entryId,
    entry_line: line.entryLine,
    kind: line.kind,
    posted_at: line.postedAt,
    object_id: line.objectId,
    merchant_reference: line.merchantReference,
    gross: line.gross,
    fee: line.fee,
    net: line.net,
    balance: line.balance,
  };
}

export async function lastBatch(
  tx: Tx,
  { merchantId, asset }: { readonly merchantId: MerchantId; readonly asset: AssetId },
): Promise<SettlementBatch | undefined> {
  const row = await tx
    .selectFrom("settlement_batches")
    .selectAll()
    .where("merchant_id", "=", merchantId)
    .where("asset_id", "=", asset)
    .orderBy("number", "desc")
    .limit(1)
    .executeTakeFirst();
  return row && toBatch(row);
}

/** Which of some entries are in a batch of this merchant already, as `entry line`. */
export async function settledOf(
  tx: Tx,
  merchantId: MerchantId,
  entryIds: readonly string[],
): Promise<Set<string>> {
  if (entryIds.length === 0) return new Set();
  const rows = await tx
    .selectFrom("settlement_lines")
    .select(["entry_id", "entry_line"])
    .where("merchant_id", "=", merchantId)
    .where("entry_id", "in", entryIds)
    .execute();
  return new Set(rows.map(({ entry_id, entry_line }) => `${entry_id} ${entry_line}`));
}

/** In the order of the ids; undefined where there is none of the owner's. */
export async function getSettlementBatches(
  db: Reader,
  owner: Owner,
  ids: readonly SettlementBatchId[],
): Promise<(SettlementBatch | undefined)[]> {
  if (ids.length === 0) return [];
  const rows = await own(db, owner).where("id", "in", ids).execute();
  const found = new Map(rows.map((row) => [row.id, toBatch(row)]));
  return ids.map((id) => found.get(id));
}

/** Whoever's it is: for a link that says which. */
export async function findSettlementBatch(
  db: Reader,
  id: SettlementBatchId,
): Promise<SettlementBatch | undefined> {
  const row = await db.selectFrom("settlement_batches").selectAll().where("id", "=", id).executeTakeFirst();
  return row && toBatch(row);
}

/** Newest first. */
export async function listSettlementBatches(
  db: Reader,
  owner: Owner,
  query: { readonly filter: { readonly asset?: AssetId | undefined }; readonly page: PageRequest },
): Promise<Page<SettlementBatch>> {
  const { page, filter } = query;
  let select = own(db, owner)
    .orderBy("id", page.backward ? "asc" : "desc")
    .limit(page.limit + 1);
  if (filter.asset) select = select.where("asset_id", "=", filter.asset);
  if (page.from) select = select.where("id", page.backward ? ">" : "<", page.from.id);
  return toPage((await select.execute()).map(toBatch), page);
}

/** In their order, after those of an entry. */
export async function readLines(
  db: Reader,
  id: SettlementBatchId,
  page: { readonly afterEntry: string | null; readonly limit: number },
): Promise<SettlementLine[]> {
  const ofBatch = db.selectFrom("settlement_lines").where("settlement_batch_id", "=", id);
  let select = ofBatch.selectAll().orderBy("line").limit(page.limit);
  if (page.afterEntry !== null) {
    const before = ofBatch
      .select((lines) => lines.fn.max("line").as("line"))
      .where("entry_id", "=", page.afterEntry);
    select = select.where("line", ">", before);
  }
  return (await select.execute()).map(toLine);
}

function own(db: Reader, owner: Owner) {
  return db
    .selectFrom("settlement_batches")
    .selectAll()
    .where("merchant_id", "=", owner.merchantId)
    .where("livemode", "=", owner.livemode);
}

function toBatch(row: Selectable<Tables["settlement_batches"]>): SettlementBatch {
  return {
    id: row.id as SettlementBatchId,
    merchantId: row.merchant_id as MerchantId,
    livemode: row.livemode,
    asset: row.asset_id as AssetId,
    number: row.number,
    openedAt: row.opened_at,
    closedAt: row.closed_at,
    opening: row.opening,
    closing: row.closing,
    gross: row.gross,
    fees: row.fees,
    refunds: row.refunds,
    payouts: row.payouts,
    other: row.other,
    lastEntryId: row.last_entry_id as Id<"JournalEntry"> | null,
    payoutId: row.payout_id as PayoutId | null,
  };
}

function toLine(row: Selectable<Tables["settlement_lines"]>): SettlementLine {
  return {
    line: row.line,
    entryId: row.entry_id as Id<"JournalEntry">,
    entryLine: row.entry_line,
    kind: row.kind as JournalKind,
    postedAt: row.posted_at,
    objectId: row.object_id,
    merchantReference: row.merchant_reference,
    gross: row.gross,
    fee: row.fee,
    net: row.net,
    balance: row.balance,
  };
}
