import type { Insertable, Selectable } from "kysely";
import type { Tables } from "../../db/database.ts";
import { appendEvents } from "../../db/outbox.ts";
import type { Reader } from "../../db/read.ts";
import type { Tx } from "../../db/withTx.ts";
import type { DomainEvent } from "../../kernel/events/domainEvent.ts";
import type { AssetId, ChainId } from "../../kernel/ids/chainIds.ts";
import type { Id, MerchantId, PaymentId, PayoutId } from "../../kernel/ids/ids.ts";
import { type Page, type PageRequest, toPage } from "../../kernel/paging/page.ts";
import type { UnmatchedReason } from "./deposit.ts";
import type { UnmatchedDeposit, UnmatchedStatus } from "./unmatched.ts";

interface Owner {
  readonly merchantId: MerchantId;
  readonly livemode: boolean;
}

/** Writes a new one, or what can change of one that is locked, with the events that say so. */
export async function saveUnmatched(
  tx: Tx,
  unmatched: UnmatchedDeposit,
  events: readonly DomainEvent[],
): Promise<void> {
  const { id, ...changing } = toRow(unmatched);
  if (unmatched.version === 1)
    await tx
      .insertInto("unmatched_deposits")
      .values({ id, ...changing })
      .execute();
  else await tx.updateTable("unmatched_deposits").set(changing).where("id", "=", id).execute();
  await appendEvents(tx, unmatched.updatedAt, events);
}

/** That of a deposit, locked. */
export async function lockOfDeposit(tx: Tx, depositId: Id<"Deposit">): Promise<UnmatchedDeposit | undefined> {
  const row = await tx
    .selectFrom("unmatched_deposits")
    .selectAll()
    .where("deposit_id", "=", depositId)
    .forUpdate()
    .executeTakeFirst();
  return row && fromRow(row);
}

/** The owner's, locked. */
export async function lockUnmatched(
  tx: Tx,
  owner: Owner,
  id: Id<"UnmatchedDeposit">,
): Promise<UnmatchedDeposit | undefined> {
  const row = await tx
    .selectFrom("unmatched_deposits")
    .selectAll()
    .where("id", "=", id)
    .where("merchant_id", "=", owner.merchantId)
    .where("livemode", "=", owner.livemode)
    .forUpdate()
    .executeTakeFirst();
  return row && fromRow(row);
}

/** The owner's with these ids, in their order; undefined where there is none. */
export async function getUnmatched(
  db: Reader,
  owner: Owner,
  ids: readonly Id<"UnmatchedDeposit">[],
): Promise<(UnmatchedDeposit | undefined)[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom("unmatched_deposits")
    .selectAll()
    .where("merchant_id", "=", owner.merchantId)
    .where("livemode", "=", owner.livemode)
    .where("id", "in", ids)
    .execute();
  const found = new Map(rows.map((row) => [row.id, fromRow(row)]));
  return ids.map((id) => found.get(id));
}

/** The owner's, newest first. */
export async function listUnmatched(
  db: Reader,
  owner: Owner,
  query: { readonly status?: readonly UnmatchedStatus[] | undefined; readonly page: PageRequest },
): Promise<Page<UnmatchedDeposit>> {
  const { page, status } = query;
  let select = db
    .selectFrom("unmatched_deposits")
    .selectAll()
    .where("merchant_id", "=", owner.merchantId)
    .where("livemode", "=", owner.livemode)
    .orderBy("id", page.backward ? "asc" : "desc")
    .limit(page.limit + 1);
  if (status) select = select.where("status", "in", status);
  if (page.from) select = select.where("id", page.backward ? ">" : "<", page.from.id);
  return toPage((await select.execute()).map(fromRow), page);
}

function toRow(unmatched: UnmatchedDeposit): Insertable<Tables["unmatched_deposits"]> {
  return {
    id: unmatched.id,
    deposit_id: unmatched.depositId,
    payment_id: unmatched.paymentId,
    merchant_id: unmatched.merchantId,
    livemode: unmatched.livemode,
    chain_id: unmatched.chainId,
    asset_id: unmatched.asset,
    amount: unmatched.amount,
    swept: unmatched.swept,
    fee: unmatched.fee,
    reason: unmatched.reason,
    status: unmatched.status,
    attached_payment_id: unmatched.attachedPaymentId,
    payout_id: unmatched.payoutId,
    created_at: unmatched.createdAt,
    updated_at: unmatched.updatedAt,
    version: unmatched.version,
  };
}

export function fromRow(row: Selectable<Tables["unmatched_deposits"]>): UnmatchedDeposit {
  return {
    id: row.id as Id<"UnmatchedDeposit">,
    depositId: row.deposit_id as Id<"Deposit">,
    paymentId: row.payment_id as PaymentId,
    merchantId: row.merchant_id as MerchantId,
    livemode: row.livemode,
    chainId: row.chain_id as ChainId,
    asset: row.asset_id as AssetId,
    amount: row.amount,
    swept: row.swept,
    fee: row.fee,
    reason: row.reason as UnmatchedReason,
    status: row.status as UnmatchedStatus,
    attachedPaymentId: row.attached_payment_id as PaymentId | null,
    payoutId: row.payout_id as PayoutId | null,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    version: row.version,
  };
}
