import { type Insertable, type Selectable, sql } from "kysely";
import type { Tables } from "../../db/database.ts";
import { gathered } from "../../db/gathered.ts";
import { appendEvents } from "../../db/outbox.ts";
import type { Reader } from "../../db/read.ts";
import { rowsOf } from "../../db/rowsOf.ts";
import type { Tx } from "../../db/withTx.ts";
import type { DomainEvent } from "../../kernel/events/domainEvent.ts";
import type { AssetId, ChainId, Hex, TxHash } from "../../kernel/ids/chainIds.ts";
import type { ChainTransactionId, MerchantId, PaymentId } from "../../kernel/ids/ids.ts";
import type { OperationKind, OperationStatus, PaymentOperation } from "./payment.ts";
import type { Consent } from "./payments.ports.ts";

type Row = Selectable<Tables["payment_operations"]> & { asset_id: string };

export async function insertOperation(
  tx: Tx,
  operation: PaymentOperation,
  options: { consent?: Consent; events?: readonly DomainEvent[] } = {},
): Promise<void> {
  await insertRow(tx, {
    id: operation.id,
    payment_id: operation.paymentId,
    merchant_id: operation.merchantId,
    livemode: operation.livemode,
    chain_id: operation.chainId,
    kind: operation.kind,
    amount: operation.amount,
    fee: operation.fee,
    consent: options.consent ? JSON.stringify(options.consent) : null,
    status: operation.status,
    traceparent: operation.traceparent,
    created_at: operation.createdAt,
    updated_at: operation.updatedAt,
    version: operation.version,
  });
  await appendEvents(tx, operation.createdAt, options.events ?? []);
}

const insertRow = gathered(async (tx, rows: readonly Insertable<Tables["payment_operations"]>[]) => {
  await tx.insertInto("payment_operations").values(rows).execute();
  return rows;
});

/** Moves an operation on, if nobody else has since it was read. */
export async function saveOperation(
  tx: Tx,
  operation: PaymentOperation,
  change: {
    status: OperationStatus;
    at: Date;
    failure?: string | null;
    transactionId?: ChainTransactionId | null;
    factId?: string | null;
  },
  events: readonly DomainEvent[] = [],
): Promise<void> {
  const isMoved = await updateRow(tx, { ...operation, ...change, updatedAt: change.at });
  if (!isMoved) throw new Error(`${operation.id} changed while its payment was locked`);
  await appendEvents(tx, change.at, events);
}

/** Whether each was still in the version that it says. */
const updateRow = gathered(async (tx, operations: readonly PaymentOperation[]) => {
  const rows = operations.map((operation) => ({
    id: operation.id,
    version: operation.version,
    status: operation.status,
    failure: operation.failure,
    transaction_id: operation.transactionId,
    fact_id: operation.factId,
    updated_at: operation.updatedAt,
  }));
  const updated = await sql<{ id: string }>`
    update payment_operations o set status = n.status, failure = n.failure, transaction_id = n.transaction_id,
      fact_id = n.fact_id, updated_at = n.updated_at, version = n.version + 1
    from jsonb_populate_recordset(null::payment_operations, ${rowsOf(rows)}::jsonb) n
    where o.id = n.id and o.version = n.version returning o.id`.execute(tx);
  const moved = new Set(updated.rows.map(({ id }) => id));
  return operations.map(({ id }) => moved.has(id));
});

/** Operations of a payment in the order in which they were asked for. */
export const listOperations = gathered(async (tx, paymentIds: readonly PaymentId[]) => {
  const rows = await selectOperations(tx)
    .where("o.payment_id", "=", sql<string>`any(${paymentIds}::text[])`)
    .orderBy("o.id")
    .execute();
  const found = Map.groupBy(rows.map(fromRow), ({ paymentId }) => paymentId);
  return paymentIds.map((id) => found.get(id) ?? []);
});

/** What the open AUTHORIZE operation was given to go by. */
export async function readConsent(tx: Tx, operationId: string): Promise<Consent> {
  const row = await tx
    .selectFrom("payment_operations")
    .select("consent")
    .where("id", "=", operationId)
    .executeTakeFirstOrThrow();
  return row.consent as Consent; // written by insertOperation
}

/** Whether a signature was ever submitted for this payment. */
export async function findBySignature(
  tx: Tx,
  paymentId: PaymentId,
  signature: Hex,
): Promise<OperationStatus | undefined> {
  const rows = await tx
    .selectFrom("payment_operations")
    .select(["status", "consent"])
    .where("payment_id", "=", paymentId)
    .where("kind", "=", "AUTHORIZE")
    .orderBy("id", "desc")
    .execute();
  const found = rows.find((row) => (row.consent as { signature?: string } | null)?.signature === signature);
  return found?.status as OperationStatus | undefined;
}

/** Payments with work of one kind to submit and none of that kind under way, oldest first. */
export async function listPendingPayments(
  tx: Tx,
  kind: OperationKind,
  limit: number,
): Promise<{ chainId: ChainId; paymentId: PaymentId }[]> {
  const rows = await tx
    .selectFrom("payment_operations as o")
    .select(["o.chain_id", "o.payment_id", (eb) => eb.fn.min("o.id").as("first_id")])
    .where("o.kind", "=", kind)
    .where("o.status", "=", "PENDING")
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("payment_operations as busy")
            .select("busy.id")
            .whereRef("busy.payment_id", "=", "o.payment_id")
            .where("busy.status", "=", "SUBMITTED")
            .where("busy.kind", "=", kind),
        ),
      ),
    )
    .groupBy(["o.chain_id", "o.payment_id"])
    .orderBy("first_id")
    .limit(limit)
    .execute();
  return rows.map((row) => ({ chainId: row.chain_id as ChainId, paymentId: row.payment_id as PaymentId }));
}

export async function listOperationsOfTransaction(
  tx: Tx,
  id: ChainTransactionId,
): Promise<PaymentOperation[]> {
  return (await selectOperations(tx).where("o.transaction_id", "=", id).orderBy("o.id").execute()).map(
    fromRow,
  );
}

/** The operation that a fact carries out: of this payment and kind, sent in the fact's transaction. */
export async function findOperationOfFact(
  tx: Tx,
  paymentId: PaymentId,
  kind: OperationKind,
  txHash: TxHash,
): Promise<PaymentOperation | undefined> {
  const id = await transactionOfHash(tx, txHash);
  if (id === undefined) return undefined;
  return (await listOperations(tx, paymentId)).find(
    (operation) => operation.kind === kind && operation.transactionId === id,
  );
}

/** Our transaction that was signed with this hash, once or among others; undefined for one that we know nothing of. */
export const transactionOfHash = gathered(async (tx, hashes: readonly TxHash[]) => {
  const rows = await tx
    .selectFrom("chain_transaction_attempts")
    .select(["hash", "transaction_id"])
    .where("hash", "=", sql<string>`any(${hashes}::text[])`)
    .execute();
  const found = new Map(rows.map((row) => [row.hash, row.transaction_id as ChainTransactionId]));
  return hashes.map((hash) => found.get(hash));
});

/** The operation that a canonical fact carried out. */
export const findOperationByFactId = gathered(async (tx, factIds: readonly string[]) => {
  const rows = await selectOperations(tx)
    .where("o.fact_id", "=", sql<number>`any(${factIds}::bigint[])`)
    .execute();
  const found = new Map(rows.map((row) => [String(row.fact_id), fromRow(row)]));
  return factIds.map((id) => found.get(id));
});

export function selectOperations(db: Reader) {
  return db
    .selectFrom("payment_operations as o")
    .innerJoin("payments as p", "p.id", "o.payment_id")
    .selectAll("o")
    .select("p.asset_id");
}

export function fromRow(row: Row): PaymentOperation {
  return {
    id: row.id as PaymentOperation["id"],
    paymentId: row.payment_id as PaymentId,
    merchantId: row.merchant_id as MerchantId,
    livemode: row.livemode,
    chainId: row.chain_id as ChainId,
    asset: row.asset_id as AssetId,
    kind: row.kind as OperationKind,
    amount: row.amount,
    fee: row.fee,
    status: row.status as OperationStatus,
    failure: row.failure,
    transactionId: row.transaction_id as ChainTransactionId | null,
    factId: row.fact_id === null ? null : String(row.fact_id),
    traceparent: row.traceparent,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    version: row.version,
  };
}
