import type { Tx } from "../../db/withTx.ts";
import type { ChainTransactionId } from "../../kernel/ids/ids.ts";
import { failOperation } from "./failOperation.ts";
import { listOperations, listOperationsOfTransaction, saveOperation } from "./operations.store.ts";
import type { Payment, PaymentOperation } from "./payment.ts";
import type { PaymentsContext } from "./payments.context.ts";
import { findPayment } from "./payments.store.ts";
import { refreshPayment } from "./refreshPayment.ts";

/** REFUSED: it would revert, and took no nonce. REVERTED: it did, finally. DROPPED: its nonce went to another one, finally.
 *  WITHDRAWN: it took no nonce and is to be planned anew. */
export interface DeadTransaction {
  readonly id: ChainTransactionId;
  readonly status: "REFUSED" | "REVERTED" | "DROPPED" | "WITHDRAWN";
  readonly failure: string | null;
}

/**
 * Takes note that a transaction will never do what it was planned for. One that is proven to have done nothing is asked
 * for again: what it met may be gone, such as a pre-approval that a reorg moved behind it. What the contract refuses
 * before anything is sent has failed.
 * Shape: locks each payment of the transaction.
 */
export async function transactionDied(
  tx: Tx,
  dead: DeadTransaction,
  context: PaymentsContext,
): Promise<void> {
  const at = context.clock.now();
  for (const operation of await listOperationsOfTransaction(tx, dead.id)) {
    const payment = await findPayment(tx, operation.paymentId, "update");
    if (!payment) throw new Error(`${operation.id} has a payment`);
    if (operation.status !== "SUBMITTED") continue;
    if (dead.status === "REFUSED") {
      await fail(tx, payment, operation, { failure: dead.failure ?? dead.status, at });
    } else {
      await saveOperation(tx, operation, { status: "PENDING", transactionId: null, at });
    }
    await refreshPayment(tx, payment, { at });
  }
}

async function fail(
  tx: Tx,
  payment: Payment,
  operation: PaymentOperation,
  end: { failure: string; at: Date },
): Promise<void> {
  await failOperation(tx, operation, end);
  if (operation.kind !== "AUTHORIZE") return;
  // Captures that waited for a hold which a reorg took away, and which will not come back.
  for (const waiting of await listOperations(tx, payment.id)) {
    if (waiting.status === "PENDING" && waiting.kind !== "REFUND") {
      await failOperation(tx, waiting, { failure: "AUTHORIZATION_LOST", at: end.at });
    }
  }
}
