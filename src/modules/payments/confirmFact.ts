import type { Tx } from "../../db/withTx.ts";
import { captureAutomatically } from "./captureAutomatically.ts";
import type { PaymentFact } from "./facts.ts";
import type { PaymentsContext } from "./payments.context.ts";
import { findPaymentByHash } from "./payments.store.ts";
import { refreshPayment } from "./refreshPayment.ts";

/**
 * Takes note that an authorization has the confirmations of its amount, in the transaction in which it stopped to wait.
 * One of terms that the payment is bound to no longer changes nothing.
 */
export async function confirmFact(tx: Tx, fact: PaymentFact, context: PaymentsContext): Promise<void> {
  const payment = await findPaymentByHash(tx, fact);
  if (payment?.onchainId !== fact.paymentHash) return;
  const at = context.clock.now();
  const after = await refreshPayment(tx, payment, { at });
  if (fact.name === "PaymentAuthorized") await captureAutomatically(tx, after, at);
}
