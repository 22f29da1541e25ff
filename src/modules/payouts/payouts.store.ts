import type { Insertable, Selectable } from "kysely";
import type { Tables } from "../../db/database.ts";
import { sideBySide } from "../../db/gathered.ts";
import { appendEvents } from "../../db/outbox.ts";
import type { Reader } from "../../db/read.ts";
import type { Tx } from "../../db/withTx.ts";
import type { DomainEvent } from "../../kernel/events/domainEvent.ts";
import type { Address, AssetId, Bytes32, ChainId } from "../../kernel/ids/chainIds.ts";
import type {
  ChainTransactionId,
  Id,
  MemberId,
  MerchantId,
  PayoutBatchId,
  PayoutId,
} from "../../kernel/ids/ids.ts";
import { type Page, type PageRequest, toPage } from "../../kernel/paging/page.ts";
import { type Payout, type PayoutStatus, UNSENT } from "./payout.ts";
import type { Owner } from "./payouts.context.ts";

type Row = Selectable<Tables["payouts"]>;

/** @param events one of each, in their order */
export async function insertPayouts(
  tx: Tx,
  payouts: readonly Payout[],
  events: readonly DomainEvent[],
): Promise<void> {
  const [first] = payouts;
  if (!first) return;
  await tx.insertInto("payouts").values(payouts.map(toRow)).execute();
  await appendEvents(tx, first.createdAt, events);
}

function toRow(payout: Payout): Insertable<Tables["payouts"]> {
  return {
    id: payout.id,
    merchant_id: payout.merchantId,
    livemode: payout.livemode,
    merchant_reference: payout.merchantReference,
    payout_batch_id: payout.payoutBatchId,
    recipient_id: payout.recipientId,
    chain_id: payout.chainId,
    asset_id: payout.asset,
    account: payout.account,
    destination: payout.destination,
    amount: payout.amount,
    status: payout.status,
    requested_by: payout.requestedBy,
    approvals_required: payout.approvalsRequired,
    traceparent: payout.traceparent,
    created_at: payout.createdAt,
    updated_at: payout.updatedAt,
    version: payout.version,
  };
}

/** Writes what can change of a payout, if nobody else has since it was read. `payout` is as it shall be. */
export async function savePayout(tx: Tx, payout: Payout, events: readonly DomainEvent[]): Promise<void> {
  const updated = await tx
    .updateTable("payouts")
    .set({
      status: payout.status,
      failure: payout.failure,
      batch_hash: payout.batchHash,
      transaction_id: payout.transactionId,
      fact_id: payout.factId === null ? null : Number(payout.factId),
      updated_at: payout.updatedAt,
      version: payout.version,
    })
    .where("id", "=", payout.id)
    .where("version", "=", payout.version - 1)
    .executeTakeFirst();
  if (updated.numUpdatedRows !== 1n) throw new Error(`${payout.id} changed since it was locked`);
  await appendEvents(tx, payout.updatedAt, events);
}

/** The same for several, each with its events. */
export async function savePayouts(
  tx: Tx,
  changes: readonly { readonly payout: Payout; readonly events: readonly DomainEvent[] }[],
): Promise<void> {
  await sideBySide(changes, ({ payout, events }) => savePayout(tx, payout, events));
}

/** Payouts that wait for a transaction, oldest first; skips those that another worker holds. */
export async function lockReady(tx: Tx, limit: number): Promise<Payout[]> {
  const rows = await tx
    .selectFrom("payouts")
    .selectAll()
    .where("status", "=", "READY")
    .orderBy("id")
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute();
  return rows.map(fromRow);
}

/** The owner's payout, or those of a batch of theirs in some statuses; no worker can take them any more. */
export async function lockOwnPayouts(
  tx: Tx,
  owner: Owner,
  which: { readonly id: PayoutId } | { readonly of: PayoutBatchId; readonly status: readonly PayoutStatus[] },
): Promise<Payout[]> {
  const mine = own(tx, owner);
  const wanted =
    "id" in which
      ? mine.where("id", "=", which.id)
      : mine.where("payout_batch_id", "=", which.of).where("status", "in", which.status);
  return (await wanted.orderBy("id").forUpdate().execute()).map(fromRow);
}

/** Payouts of one account and asset that are not under way, newest first. */
export async function lockUnsentOf(
  tx: Tx,
  from: { chainId: ChainId; account: Address; asset: AssetId },
): Promise<Payout[]> {
  const rows = await tx
    .selectFrom("payouts")
    .selectAll()
    .where("status", "in", UNSENT)
    .where("chain_id", "=", from.chainId)
    .where("account", "=", from.account)
    .where("asset_id", "=", from.asset)
    .orderBy("id", "desc")
    .forUpdate()
    .execute();
  return rows.map(fromRow);
}

export async function lockPayoutsOfTransaction(tx: Tx, id: ChainTransactionId): Promise<Payout[]> {
  const rows = await tx
    .selectFrom("payouts")
    .selectAll()
    .where("transaction_id", "=", id)
    .orderBy("id")
    .forUpdate()
    .execute();
  return rows.map(fromRow);
}

/** The payout that an item of a batch is about: equal items are told apart by order alone, which money does not mind. */
export async function lockPayoutOfItem(
  tx: Tx,
  item: { batchHash: Bytes32; account: Address; asset: AssetId; destination: Address; amount: bigint },
): Promise<Payout | undefined> {
  const row = await tx
    .selectFrom("payouts")
    .selectAll()
    .where("batch_hash", "=", item.batchHash)
    .where("account", "=", item.account)
    .where("asset_id", "=", item.asset)
    .where("amount", "=", item.amount)
    .where("status", "=", "SUBMITTED")
    .where("destination", "=", item.destination)
    .orderBy("id")
    .limit(1)
    .forUpdate()
    .executeTakeFirst();
  return row && fromRow(row);
}

/** The oldest payout like this item that no transaction with a nonce carries. */
export async function lockUnsentPayout(
  tx: Tx,
  item: { account: Address; asset: AssetId; destination: Address; amount: bigint },
): Promise<Payout | undefined> {
  const row = await tx
    .selectFrom("payouts as p")
    .selectAll("p")
    .leftJoin("chain_transactions as t", "t.id", "p.transaction_id")
    .where("p.account", "=", item.account)
    .where("p.asset_id", "=", item.asset)
    .where("p.amount", "=", item.amount)
    .where("p.destination", "=", item.destination)
    .where("p.status", "in", [...UNSENT, "SUBMITTED"])
    .where("t.nonce", "is", null)
    .orderBy("p.id")
    .limit(1)
    .forUpdate("p")
    .executeTakeFirst();
  return row && fromRow(row);
}

export async function lockPayoutByFactId(tx: Tx, factId: string): Promise<Payout | undefined> {
  const row = await tx
    .selectFrom("payouts")
    .selectAll()
    .where("fact_id", "=", Number(factId))
    .forUpdate()
    .executeTakeFirst();
  return row && fromRow(row);
}

/** In the order of the ids; undefined where there is none of the owner's. */
export async function getPayouts(
  db: Reader,
  owner: Owner,
  ids: readonly PayoutId[],
): Promise<(Payout | undefined)[]> {
  if (ids.length === 0) return [];
  const rows = await own(db, owner).where("id", "in", ids).execute();
  const found = new Map(rows.map((row) => [row.id, fromRow(row)]));
  return ids.map((id) => found.get(id));
}

/** Newest first. */
export async function listPayouts(
  db: Reader,
  owner: Owner,
  query: {
    readonly filter: {
      readonly status?: readonly PayoutStatus[] | undefined;
      readonly updatedSince?: Date | undefined;
      readonly payoutBatchId?: PayoutBatchId | undefined;
    };
    readonly page: PageRequest;
  },
): Promise<Page<Payout>> {
  const { page, filter } = query;
  let select = own(db, owner)
    .orderBy("id", page.backward ? "asc" : "desc")
    .limit(page.limit + 1);
  if (filter.status) select = select.where("status", "in", filter.status);
  if (filter.payoutBatchId) select = select.where("payout_batch_id", "=", filter.payoutBatchId);
  if (filter.updatedSince) select = select.where("updated_at", ">=", filter.updatedSince);
  if (page.from) select = select.where("id", page.backward ? ">" : "<", page.from.id);
  return toPage((await select.execute()).map(fromRow), page);
}

function own(db: Reader, owner: Owner) {
  return db
    .selectFrom("payouts")
    .selectAll()
    .where("merchant_id", "=", owner.merchantId)
    .where("livemode", "=", owner.livemode);
}

function fromRow(row: Row): Payout {
  return {
    id: row.id as PayoutId,
    merchantId: row.merchant_id as MerchantId,
    livemode: row.livemode,
    merchantReference: row.merchant_reference,
    payoutBatchId: row.payout_batch_id as PayoutBatchId | null,
    recipientId: row.recipient_id as Id<"Recipient"> | null,
    chainId: row.chain_id as ChainId,
    asset: row.asset_id as AssetId,
    account: row.account as Address,
    destination: row.destination as Address,
    amount: row.amount,
    status: row.status as PayoutStatus,
    requestedBy: row.requested_by as MemberId | null,
    approvalsRequired: row.approvals_required,
    failure: row.failure,
    batchHash: row.batch_hash as Bytes32 | null,
    transactionId: row.transaction_id as ChainTransactionId | null,
    factId: row.fact_id === null ? null : String(row.fact_id),
    traceparent: row.traceparent,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    version: row.version,
  };
}
