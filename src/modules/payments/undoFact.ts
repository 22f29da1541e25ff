import type { Tx } from "../../db/withTx.ts";
import { factSource, reverseEntries } from "../ledger/index.ts";
import type { PaymentFact } from "./facts.ts";
import { findOperationByFactId, saveOperation } from "./operations.store.ts";
import type { PaymentsContext } from "./payments.context.ts";
import { findPaymentByHash } from "./payments.store.ts";
import { refreshPayment } from "./refreshPayment.ts";

/**
 * Takes back a fact that a reorganisation removed, in the transaction that marked it ORPHANED. The operation it
 * carried out is under way again: its transaction is sent until it is mined or provably dead.
 */
export async function undoFact(tx: Tx, fact: PaymentFact, context: PaymentsContext): Promise<void> {
  const payment = await findPaymentByHash(tx, fact.chainId, fact.paymentHash);
  if (!payment || fact.name === "PaymentPreApproved") return;
  const at = context.clock.now();
  await reverseEntries(tx, factSource(fact.id), at);
  const operation = await findOperationByFactId(tx, fact.id);
  if (operation) await saveOperation(tx, operation, { status: "SUBMITTED", factId: null, at });
  await refreshPayment(tx, payment, { at, reorged: true });
}
