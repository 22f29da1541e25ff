import type { Receipts } from "../deposits/index.ts";
import type { Payment, PaymentReason, PaymentStatus } from "./payment.ts";

/** Everything that decides the status of a payment at a deposit address, besides what came to it. */
export interface DepositStatusInput
  extends Pick<Payment, "amount" | "tolerance" | "isUnderpaymentAccepted" | "expiresAt"> {
  readonly receipts: Receipts;
  readonly now: Date;
}

/**
 * The status follows from price, receipts and the clock. A deposit counts when it is final; whether it was late its
 * block's time says, and the clock only whether there is still something to wait for.
 * Units: the asset's smallest.
 */
export function depositStatusOf(input: DepositStatusInput): {
  status: PaymentStatus;
  reasons: PaymentReason[];
} {
  const { receipts, amount, now, expiresAt } = input;
  const isEnough = (units: bigint) =>
    units > 0n && (units >= amount - input.tolerance || input.isUnderpaymentAccepted);
  const reasons: PaymentReason[] = [];
  if (receipts.received > amount) reasons.push("OVERPAID");
  if (isEnough(receipts.received) && !isEnough(receipts.onTime)) reasons.push("LATE");
  if (receipts.hasWrongAsset) reasons.push("WRONG_ASSET");
  if (isEnough(receipts.received)) {
    if (receipts.received < amount) reasons.unshift("UNDERPAID");
    return { status: isEnough(receipts.final) ? "SUCCEEDED" : "CONFIRMING", reasons };
  }
  const isOver = now >= expiresAt;
  if (receipts.received === 0n) return { status: isOver ? "EXPIRED" : "REQUIRES_PAYMENT", reasons };
  return isOver
    ? { status: "REVIEW", reasons: ["UNDERPAID", ...reasons] }
    : { status: "PARTIALLY_PAID", reasons };
}
