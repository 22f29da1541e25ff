import type { Tx } from "../../db/withTx.ts";
import { factSource, reverseEntries } from "../ledger/index.ts";
import { findDead } from "../transactions/index.ts";
import type { PaymentFact } from "./facts.ts";
import { findOperationByFactId, saveOperation } from "./operations.store.ts";
import type { PaymentsContext } from "./payments.context.ts";
import { findPaymentByHash } from "./payments.store.ts";
import { refreshPayment } from "./refreshPayment.ts";
import { transactionDied } from "./transactionDied.ts";

/**
 * Takes back a fact that a reorganisation removed, in the transaction that marked it ORPHANED. The operation it
 * carried out is under way again: its transaction is sent until it is mined or provably dead, which it may be already,
 * also where somebody else's transaction was faster. One that we never sent is asked for anew.
 */
export async function undoFact(tx: Tx, fact: PaymentFact, context: PaymentsContext): Promise<void> {
  const payment = await findPaymentByHash(tx, fact);
  if (!payment || fact.name === "PaymentPreApproved") return;
  const at = context.clock.now();
  await reverseEntries(tx, factSource(fact.id), at);
  const operation = await findOperationByFactId(tx, fact.id);
  if (operation) {
    const status = operation.transactionId === null ? "PENDING" : "SUBMITTED";
    await saveOperation(tx, operation, { status, factId: null, at });
  }
  await refreshPayment(tx, payment, { at, reorged: true });
  // It was told of while the fact still stood, if the new chain was seen by the sender first.
  const dead = operation?.transactionId && (await findDead(tx, operation.transactionId));
  if (dead) await transactionDied(tx, dead, context);
}
