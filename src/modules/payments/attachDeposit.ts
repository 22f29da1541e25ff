import type { Tx } from "../../db/withTx.ts";
import type { Id, PaymentId } from "../../kernel/ids/ids.ts";
import { attachUnmatched, lockOpenUnmatched, type UnmatchedDeposit } from "../deposits/index.ts";
import { refreshDeposits } from "./depositFacts.ts";
import { lockOwnPayment } from "./lockOwnPayment.ts";
import { PaymentStateRefused } from "./payment.errors.ts";
import { type Payment, remaining } from "./payment.ts";
import type { Owner, PaymentsContext } from "./payments.context.ts";

/**
 * Gives an unmatched deposit to a payment at a deposit address that still misses money.
 * Shape: locks the payment and the deposit; one journal entry.
 * @throws NOT_FOUND, INVALID_STATE, DEPOSIT_ASSET_MISMATCH
 */
export async function attachDeposit(
  tx: Tx,
  command: Owner & { readonly unmatchedDepositId: Id<"UnmatchedDeposit">; readonly paymentId: PaymentId },
  { clock }: PaymentsContext,
): Promise<{ payment: Payment; unmatched: UnmatchedDeposit }> {
  const payment = await lockOwnPayment(tx, command, command.paymentId);
  const open = await lockOpenUnmatched(tx, command, command.unmatchedDepositId);
  if (payment.depositAddress === null || remaining(payment) === 0n) {
    throw new PaymentStateRefused(payment, ["REQUIRES_PAYMENT", "PARTIALLY_PAID", "EXPIRED", "REVIEW"]);
  }
  const at = clock.now();
  const unmatched = await attachUnmatched(tx, open, { payment, at });
  return { unmatched, payment: await refreshDeposits(tx, payment, { at }) };
}
