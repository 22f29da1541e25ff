import type { Tx } from "../../db/withTx.ts";
import { paymentIdOf } from "./clientSecret.ts";
import { PaymentNotFound } from "./payment.errors.ts";
import type { Payment } from "./payment.ts";
import type { PaymentsContext } from "./payments.context.ts";
import { findPayment, type Lock } from "./payments.store.ts";

/** The payment that a payer's client secret opens.
 *  @throws NOT_FOUND */
export async function openedPayment(
  tx: Tx,
  clientSecret: string,
  context: PaymentsContext,
  lock: Lock = "none",
): Promise<Payment> {
  const id = paymentIdOf(clientSecret, context.secretKey);
  const payment = id && (await findPayment(tx, id, lock));
  if (!payment) throw new PaymentNotFound();
  return payment;
}
