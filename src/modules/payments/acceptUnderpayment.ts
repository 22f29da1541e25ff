import type { Tx } from "../../db/withTx.ts";
import type { PaymentId } from "../../kernel/ids/ids.ts";
import { refreshDeposits } from "./depositFacts.ts";
import { lockOwnPayment } from "./lockOwnPayment.ts";
import { PaymentStateRefused } from "./payment.errors.ts";
import type { Payment } from "./payment.ts";
import type { Owner, PaymentsContext } from "./payments.context.ts";

/**
 * Takes what came to a payment's address for all of it.
 * Shape: locks one payment; the difference is booked off balance once the money is final.
 * @throws NOT_FOUND, INVALID_STATE
 */
export async function acceptUnderpayment(
  tx: Tx,
  command: Owner & { readonly paymentId: PaymentId },
  { clock }: PaymentsContext,
): Promise<Payment> {
  const payment = await lockOwnPayment(tx, command, command.paymentId);
  if (payment.status !== "PARTIALLY_PAID" && payment.status !== "REVIEW")
    throw new PaymentStateRefused(payment, ["PARTIALLY_PAID", "REVIEW"]);
  return refreshDeposits(tx, { ...payment, isUnderpaymentAccepted: true }, { at: clock.now() });
}
