import type { DomainEvent, EventType } from "../../kernel/events/domainEvent.ts";
import {
  capturable,
  overpaid,
  type Payment,
  type PaymentOperation,
  received,
  refundable,
  remaining,
} from "./payment.ts";

export type PaymentEventType = Extract<EventType, `payment.${string}`>;
export type OperationEventType = Extract<EventType, `capture.${string}` | `refund.${string}`>;

/** Amounts are strings of the asset's smallest units. */
export function paymentEvent(type: PaymentEventType, payment: Payment): DomainEvent {
  return {
    type,
    merchantId: payment.merchantId,
    livemode: payment.livemode,
    objectId: payment.id,
    snapshot: {
      id: payment.id,
      object: "payment",
      onchainId: payment.onchainId,
      merchantReference: payment.merchantReference,
      status: payment.status,
      statusReasons: [...payment.statusReasons],
      captureMethod: payment.captureMethod,
      assetId: payment.asset,
      amount: payment.amount.toString(),
      depositAddress: payment.depositAddress,
      amountReceived: received(payment).toString(),
      amountRemaining: remaining(payment).toString(),
      amountOverpaid: overpaid(payment).toString(),
      amountAuthorized: payment.amounts.authorized.toString(),
      amountCapturable: capturable(payment.amounts).toString(),
      amountCaptured: payment.amounts.captured.toString(),
      amountRefunded: payment.amounts.refunded.toString(),
      amountRefundable: refundable(payment.amounts).toString(),
      amountVoided: payment.amounts.voided.toString(),
      amountReclaimed: payment.amounts.reclaimed.toString(),
      fee: payment.amounts.fee.toString(),
      payer: payment.payer,
      metadata: payment.metadata,
      expiresAt: payment.expiresAt.toISOString(),
      authorizationExpiresAt: payment.authorizationExpiresAt.toISOString(),
      refundExpiresAt: payment.refundExpiresAt.toISOString(),
      monitorUntil: payment.monitorUntil?.toISOString() ?? null,
      createdAt: payment.createdAt.toISOString(),
      version: payment.version,
    },
  };
}

/** Amounts are strings of the asset's smallest units. */
export function operationEvent(
  type: OperationEventType,
  operation: PaymentOperation,
  change: { status: PaymentOperation["status"]; failure?: string | null },
): DomainEvent {
  return {
    type,
    merchantId: operation.merchantId,
    livemode: operation.livemode,
    objectId: operation.id,
    snapshot: {
      id: operation.id,
      object: operation.kind === "REFUND" ? "refund" : "capture",
      paymentId: operation.paymentId,
      status: change.status,
      failure: change.failure ?? operation.failure,
      assetId: operation.asset,
      amount: operation.amount.toString(),
      fee: operation.fee.toString(),
      createdAt: operation.createdAt.toISOString(),
    },
  };
}
