import { type IdKind, newId } from "../../kernel/ids/ids.ts";
import { currentTraceparent } from "../../kernel/trace/trace.ts";
import type { OperationKind, Payment, PaymentOperation } from "./payment.ts";

const ID_KINDS = {
  AUTHORIZE: "Authorization",
  CAPTURE: "Capture",
  VOID: "Void",
  REFUND: "Refund",
} as const satisfies Record<OperationKind, IdKind>;

/** A new request to the chain, not sent yet; it belongs to the trace under way, or to the one it goes on with.
 *  Units: amount and fee in the asset's smallest unit. */
export function newOperation(
  payment: Payment,
  order: { kind: OperationKind; amount: bigint; fee?: bigint; at: Date; traceparent?: string | null },
): PaymentOperation {
  return {
    id: newId(ID_KINDS[order.kind]),
    paymentId: payment.id,
    merchantId: payment.merchantId,
    livemode: payment.livemode,
    chainId: payment.chainId,
    asset: payment.asset,
    kind: order.kind,
    amount: order.amount,
    fee: order.fee ?? 0n,
    status: "PENDING",
    failure: null,
    transactionId: null,
    factId: null,
    traceparent: order.traceparent ?? currentTraceparent(),
    createdAt: order.at,
    updatedAt: order.at,
    version: 1,
  };
}

/** Whether its outcome is still open. */
export function isOpen(operation: PaymentOperation): boolean {
  return operation.status === "PENDING" || operation.status === "SUBMITTED";
}
