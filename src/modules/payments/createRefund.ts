import type { Tx } from "../../db/withTx.ts";
import type { PaymentId } from "../../kernel/ids/ids.ts";
import { parseUnits } from "../../kernel/money/tokenAmount.ts";
import { getAsset } from "../assets/index.ts";
import { credit, debit, merchantAccount, postEntry, requireAvailable } from "../ledger/index.ts";
import { lockOwnPayment } from "./lockOwnPayment.ts";
import { newOperation } from "./operation.ts";
import { insertOperation } from "./operations.store.ts";
import { RefundExceedsCaptured, RefundTimeOver } from "./payment.errors.ts";
import { operationEvent } from "./payment.events.ts";
import { type PaymentOperation, refundable } from "./payment.ts";
import type { Owner, PaymentsContext } from "./payments.context.ts";
import { refreshPayment } from "./refreshPayment.ts";

export interface CreateRefund extends Owner {
  readonly paymentId: PaymentId;
  /** Decimal string in whole tokens; absent means all that is refundable. */
  readonly amount?: string | null;
}

/**
 * Reserves available money of the merchant for a refund to the payer; the chain pays it later.
 * Shape: locks one payment, adds an operation, a journal entry and an event.
 * Units: the fee of the capture is not given back; the merchant's balance bears the whole amount.
 * @throws NOT_FOUND, REFUND_EXPIRED, REFUND_EXCEEDS_CAPTURED, INSUFFICIENT_BALANCE, AMOUNT_PRECISION, AMOUNT_NOT_POSITIVE
 * @see contracts/interfaces/IPaymentEscrow.sol refundBatch
 */
export async function createRefund(
  tx: Tx,
  command: CreateRefund,
  context: PaymentsContext,
): Promise<PaymentOperation> {
  const now = context.clock.now();
  const payment = await lockOwnPayment(tx, command, command.paymentId);
  if (now >= payment.refundExpiresAt) throw new RefundTimeOver(payment);
  const left = refundable(payment.amounts);
  const { decimals } = await getAsset(tx, payment.asset);
  const amount = command.amount ? parseUnits(command.amount, decimals) : left;
  if (amount > left || amount === 0n) throw new RefundExceedsCaptured(amount, left);
  const refund = newOperation(payment, { kind: "REFUND", amount, at: now });
  const money = { asset: payment.asset, units: amount };
  await requireAvailable(tx, payment.merchantId, money);
  await postEntry(tx, {
    kind: "REFUND_REQUESTED",
    sourceId: refund.id,
    merchantId: payment.merchantId,
    livemode: payment.livemode,
    postedAt: now,
    lines: [
      debit(merchantAccount(payment.merchantId, "available"), money),
      credit(merchantAccount(payment.merchantId, "reserved"), money),
    ],
  });
  await insertOperation(tx, refund, {
    events: [operationEvent("refund.requested", refund, { status: "PENDING" })],
  });
  await refreshPayment(tx, payment, { at: now });
  return refund;
}
