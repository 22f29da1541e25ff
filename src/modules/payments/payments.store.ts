import { type Insertable, type Selectable, sql } from "kysely";
import type { Tables } from "../../db/database.ts";
import { gathered, sideBySide } from "../../db/gathered.ts";
import { appendEvents } from "../../db/outbox.ts";
import { rowsOf } from "../../db/rowsOf.ts";
import type { Tx } from "../../db/withTx.ts";
import type { DomainEvent, Json } from "../../kernel/events/domainEvent.ts";
import type { PaymentTerms } from "../../kernel/facts/chainFact.ts";
import type { Address, AssetId, Bytes32, ChainId, TxHash } from "../../kernel/ids/chainIds.ts";
import type { MerchantId, PaymentId } from "../../kernel/ids/ids.ts";
import type { Bps } from "../../kernel/money/bps.ts";
import { type DepositAddress, insertDepositAddresses } from "../deposits/index.ts";
import { paymentEvent } from "./payment.events.ts";
import type { CaptureMethod, Payment, PaymentReason, PaymentStatus, PreparedPayer } from "./payment.ts";
import type { Owner } from "./payments.context.ts";

type Row = Selectable<Tables["payments"]>;

/** How a row is to be held: until the transaction ends, or likewise but passing over one that another holds. */
export type Lock = "none" | "update" | "update-unless-held";

/** A payment that is not kept yet, with the address that is made for it. */
export interface PaymentDraft extends Payment {
  readonly deposit: DepositAddress | null;
}

/** New payments, made at the same time, each with its event and its deposit address. */
export async function insertPayments(tx: Tx, payments: readonly PaymentDraft[]): Promise<void> {
  const [first] = payments;
  if (!first) return;
  const events = payments.map((payment) => paymentEvent("payment.created", payment));
  const writes: (() => Promise<unknown>)[] = [
    () =>
      tx
        .insertInto("payments")
        .values(payments.map((payment) => toRow(payment)))
        .execute(),
    () =>
      insertDepositAddresses(
        tx,
        payments.flatMap(({ deposit }) => deposit ?? []),
      ),
    () => appendEvents(tx, first.createdAt, events),
  ];
  await sideBySide(writes, (write) => write());
}

/** Writes what can change of a payment, and the events that say so. */
export async function savePayment(tx: Tx, payment: Payment, events: readonly DomainEvent[]): Promise<void> {
  await updatePayment(tx, payment);
  await appendEvents(tx, payment.updatedAt, events);
}

const updatePayment = gathered(async (tx, payments: readonly Payment[]) => {
  const rows = rowsOf(payments.map((payment) => ({ id: payment.id, ...changingColumns(payment) })));
  await sql`
    update payments p set status = n.status, status_reasons = n.status_reasons, payer = n.payer,
      payment_hash = n.payment_hash, amount_authorized = n.amount_authorized, amount_captured = n.amount_captured,
      amount_voided = n.amount_voided, amount_reclaimed = n.amount_reclaimed, amount_refunded = n.amount_refunded,
      amount_capture_pending = n.amount_capture_pending, amount_refund_pending = n.amount_refund_pending, fee = n.fee,
      amount_received = n.amount_received, underpayment_accepted = n.underpayment_accepted, as_of_block = n.as_of_block, updated_at = n.updated_at, version = n.version
    from jsonb_populate_recordset(null::payments, ${rows}::jsonb) n where p.id = n.id`.execute(tx);
  return payments;
});

export async function findPayment(tx: Tx, id: PaymentId, lock: Lock = "none"): Promise<Payment | undefined> {
  let query = tx.selectFrom("payments").selectAll().where("id", "=", id);
  if (lock !== "none") query = query.forUpdate();
  if (lock === "update-unless-held") query = query.skipLocked();
  const row = await query.executeTakeFirst();
  return row && fromRow(row);
}

/** Where a payment is met on the chain. */
interface PaymentPlace {
  readonly chainId: ChainId;
  readonly paymentHash: Bytes32;
}

/** The payment with these terms, locked. */
export const findPaymentByHash = gathered(async (tx, places: readonly PaymentPlace[]) => {
  const rows = await preparedAt(tx, places)
    .innerJoin("payments", "payments.id", "payment_payers.payment_id")
    .selectAll("payments")
    .orderBy("payments.id")
    .forUpdate("payments")
    .execute();
  const found = new Map(rows.map((row) => [`${row.chain_id} ${row.prepared_hash}`, fromRow(row)]));
  return places.map(({ chainId, paymentHash }) => found.get(`${chainId} ${paymentHash}`));
});

/** The id of the payment with these terms; locks nothing. */
export const findPaymentIdByHash = gathered(async (tx, places: readonly PaymentPlace[]) => {
  const rows = await preparedAt(tx, places).select(["payment_payers.chain_id", "payment_id"]).execute();
  const found = new Map(
    rows.map((row) => [`${row.chain_id} ${row.prepared_hash}`, row.payment_id as PaymentId]),
  );
  return places.map(({ chainId, paymentHash }) => found.get(`${chainId} ${paymentHash}`));
});

function preparedAt(tx: Tx, places: readonly PaymentPlace[]) {
  const chains = places.map(({ chainId }) => chainId);
  const hashes = places.map(({ paymentHash }) => paymentHash);
  return tx
    .selectFrom("payment_payers")
    .select("payment_payers.payment_hash as prepared_hash")
    .where(
      sql<boolean>`(payment_payers.chain_id, payment_payers.payment_hash) in
        (select * from unnest(${chains}::text[], ${hashes}::text[]))`,
    );
}

/** Those of the references that another open payment of the owner's has. */
export async function takenReferences(
  tx: Tx,
  owner: Owner,
  references: readonly string[],
): Promise<Set<string>> {
  if (references.length === 0) return new Set();
  const rows = await tx
    .selectFrom("payments")
    .select("merchant_reference")
    .where("merchant_id", "=", owner.merchantId)
    .where("livemode", "=", owner.livemode)
    .where("merchant_reference", "in", references)
    .where("status", "not in", ["EXPIRED", "CANCELED"])
    .execute();
  return new Set(rows.flatMap((row) => row.merchant_reference ?? []));
}

/** Payments whose time to pay is over and that nobody has paid in full; skips those that another worker holds. */
export async function lockExpired(tx: Tx, now: Date, limit: number): Promise<Payment[]> {
  const rows = await tx
    .selectFrom("payments")
    .selectAll()
    .where("status", "in", ["REQUIRES_PAYMENT", "PARTIALLY_PAID"])
    .where("expires_at", "<=", now)
    .orderBy("expires_at")
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute();
  return rows.map(fromRow);
}

export async function insertPreparedPayer(
  tx: Tx,
  merchantId: MerchantId,
  chainId: ChainId,
  prepared: PreparedPayer,
) {
  await tx
    .insertInto("payment_payers")
    .values({
      chain_id: chainId,
      payment_hash: prepared.paymentHash,
      payment_id: prepared.paymentId,
      merchant_id: merchantId,
      payer: prepared.payer,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function setAnnouncedTransaction(tx: Tx, paymentHash: Bytes32, txHash: TxHash): Promise<void> {
  await tx
    .updateTable("payment_payers")
    .set({ announced_tx_hash: txHash })
    .where("payment_hash", "=", paymentHash)
    .execute();
}

function toRow(payment: Payment): Insertable<Tables["payments"]> {
  return {
    id: payment.id,
    merchant_id: payment.merchantId,
    livemode: payment.livemode,
    merchant_reference: payment.merchantReference,
    description: payment.description,
    metadata: payment.metadata === null ? null : JSON.stringify(payment.metadata),
    capture_method: payment.captureMethod,
    chain_id: payment.chainId,
    asset_id: payment.asset,
    amount: payment.amount,
    fee_bps: payment.feeBps,
    terms: JSON.stringify(payment.terms, (_key, value) =>
      typeof value === "bigint" ? value.toString() : value,
    ),
    deposit_address: payment.depositAddress,
    refund_to: payment.refundTo,
    tolerance: payment.depositAddress === null ? null : payment.tolerance,
    monitor_until: payment.monitorUntil,
    expires_at: payment.expiresAt,
    authorization_expires_at: payment.authorizationExpiresAt,
    refund_expires_at: payment.refundExpiresAt,
    created_at: payment.createdAt,
    ...changingColumns(payment),
  };
}

/** What happens to a payment after it was made. */
function changingColumns(payment: Payment) {
  return {
    status: payment.status,
    status_reasons: [...payment.statusReasons],
    payer: payment.payer,
    payment_hash: payment.onchainId,
    amount_authorized: payment.amounts.authorized,
    amount_captured: payment.amounts.captured,
    amount_voided: payment.amounts.voided,
    amount_reclaimed: payment.amounts.reclaimed,
    amount_refunded: payment.amounts.refunded,
    amount_capture_pending: payment.amounts.capturePending,
    amount_refund_pending: payment.amounts.refundPending,
    fee: payment.amounts.fee,
    amount_received: payment.received,
    underpayment_accepted: payment.isUnderpaymentAccepted,
    as_of_block: payment.asOfBlock,
    updated_at: payment.updatedAt,
    version: payment.version,
  };
}

export function fromRow(row: Row): Payment {
  return {
    id: row.id as PaymentId,
    merchantId: row.merchant_id as MerchantId,
    livemode: row.livemode,
    merchantReference: row.merchant_reference,
    description: row.description,
    metadata: row.metadata as { [key: string]: Json } | null,
    status: row.status as PaymentStatus,
    statusReasons: row.status_reasons as PaymentReason[],
    captureMethod: row.capture_method as CaptureMethod,
    chainId: row.chain_id as ChainId,
    asset: row.asset_id as AssetId,
    amount: row.amount,
    feeBps: row.fee_bps as Bps,
    terms: readTerms(row.terms as StoredTerms),
    payer: row.payer as Address | null,
    onchainId: row.payment_hash as Bytes32 | null,
    amounts: {
      authorized: row.amount_authorized,
      captured: row.amount_captured,
      voided: row.amount_voided,
      reclaimed: row.amount_reclaimed,
      refunded: row.amount_refunded,
      fee: row.fee,
      capturePending: row.amount_capture_pending,
      refundPending: row.amount_refund_pending,
    },
    depositAddress: row.deposit_address as Address | null,
    refundTo: row.refund_to as Address | null,
    tolerance: row.tolerance ?? 0n,
    isUnderpaymentAccepted: row.underpayment_accepted,
    received: row.amount_received,
    monitorUntil: row.monitor_until,
    asOfBlock: row.as_of_block,
    expiresAt: row.expires_at,
    authorizationExpiresAt: row.authorization_expires_at,
    refundExpiresAt: row.refund_expires_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    version: row.version,
  };
}

type StoredTerms = Omit<PaymentTerms, "payer" | "maxAmount" | "salt"> & { maxAmount: string; salt: string };

function readTerms(terms: StoredTerms): Omit<PaymentTerms, "payer"> {
  return { ...terms, maxAmount: BigInt(terms.maxAmount), salt: BigInt(terms.salt) };
}
