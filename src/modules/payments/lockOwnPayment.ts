import type { Tx } from "../../db/withTx.ts";
import type { PaymentId } from "../../kernel/ids/ids.ts";
import { PaymentNotFound } from "./payment.errors.ts";
import type { Payment } from "./payment.ts";
import type { Owner } from "./payments.context.ts";
import { findPayment } from "./payments.store.ts";

/** The owner's payment, locked until the transaction ends.
 *  @throws NOT_FOUND also for another merchant's and the other mode's payments */
export async function lockOwnPayment(tx: Tx, owner: Owner, paymentId: PaymentId): Promise<Payment> {
  const payment = await findPayment(tx, paymentId, "update");
  if (!payment || payment.merchantId !== owner.merchantId || payment.livemode !== owner.livemode) {
    throw new PaymentNotFound();
  }
  return payment;
}
