import type { Insertable, Selectable } from "kysely";
import type { Tables } from "../../db/database.ts";
import { appendEvents } from "../../db/outbox.ts";
import type { Reader } from "../../db/read.ts";
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
  const row: Insertable<Tables["payment_operations"]> = {
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
  };
  await tx.insertInto("payment_operations").values(row).execute();
  await appendEvents(tx, operation.createdAt, options.events ?? []);
}

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
  const updated = await tx
    .updateTable("payment_operations")
    .set({
      status: change.status,
      updated_at: change.at,
      version: operation.version + 1,
      ...(change.failure === undefined ? {} : { failure: change.failure }),
      ...(change.transactionId === undefined ? {} : { transaction_id: change.transactionId }),
      ...(change.factId === undefined
        ? {}
        : { fact_id: change.factId === null ? null : Number(change.factId) }),
    })
    .where("id", "=", operation.id)
    .where("version", "=", operation.version)
    .executeTakeFirst();
  if (updated.numUpdatedRows !== 1n) throw new Error(`${operation.id} changed while its payment was locked`);
  await appendEvents(tx, change.at, events);
}

/** Operations of a payment in the order in which they were asked for. */
export async function listOperations(tx: Tx, paymentId: PaymentId): Promise<PaymentOperation[]> {
  return (await selectOperations(tx).where("o.payment_id", "=", paymentId).orderBy("o.id").execute()).map(
    fromRow,
  );
}

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
  const row = await selectOperations(tx)
    .innerJoin("chain_transaction_attempts as a", "a.transaction_id", "o.transaction_id")
    .where("o.payment_id", "=", paymentId)
    .where("o.kind", "=", kind)
    .where("a.hash", "=", txHash)
    .executeTakeFirst();
  return row && fromRow(row);
}

/** Whether we signed this transaction, as far as we know. */
export async function isOwnTransaction(tx: Tx, txHash: TxHash): Promise<boolean> {
  const row = await tx
    .selectFrom("chain_transaction_attempts")
    .select("hash")
    .where("hash", "=", txHash)
    .executeTakeFirst();
  return row !== undefined;
}

/** The operation that a canonical fact carried out. */
export async function findOperationByFactId(tx: Tx, factId: string): Promise<PaymentOperation | undefined> {
  const row = await selectOperations(tx).where("o.fact_id", "=", Number(factId)).executeTakeFirst();
  return row && fromRow(row);
}

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
