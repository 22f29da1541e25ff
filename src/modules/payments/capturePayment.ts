import type { Tx } from "../../db/withTx.ts";
import type { PaymentId } from "../../kernel/ids/ids.ts";
import { feeDown } from "../../kernel/money/bps.ts";
import { parseUnits } from "../../kernel/money/tokenAmount.ts";
import { getAsset } from "../assets/index.ts";
import { lockOwnPayment } from "./lockOwnPayment.ts";
import { isOpen, newOperation } from "./operation.ts";
import { insertOperation, listOperations } from "./operations.store.ts";
import {
  AuthorizationExpired,
  CaptureExceedsAuthorization,
  OperationPending,
  PaymentStateRefused,
} from "./payment.errors.ts";
import { capturable, type Payment, type PaymentOperation } from "./payment.ts";
import type { Owner, PaymentsContext } from "./payments.context.ts";
import { refreshPayment } from "./refreshPayment.ts";

export interface CapturePayment extends Owner {
  readonly paymentId: PaymentId;
  /** Decimal string in whole tokens; absent means all that is capturable. */
  readonly amount?: string | null;
}

/**
 * Asks for part of a hold, or all of it; the chain decides later.
 * Shape: locks one payment, adds an operation and an event.
 * Units: capturable is already reduced in the result.
 * @throws NOT_FOUND, INVALID_STATE, PAYMENT_AUTHORIZATION_EXPIRED, PAYMENT_OPERATION_PENDING,
 *   PAYMENT_CAPTURE_EXCEEDS_AUTHORIZATION, AMOUNT_PRECISION, AMOUNT_NOT_POSITIVE
 * @see contracts/interfaces/IPaymentEscrow.sol captureBatch
 */
export async function capturePayment(
  tx: Tx,
  command: CapturePayment,
  context: PaymentsContext,
): Promise<{ payment: Payment; capture: PaymentOperation }> {
  const now = context.clock.now();
  const payment = await lockOwnPayment(tx, command, command.paymentId);
  if (payment.status !== "REQUIRES_CAPTURE") throw new PaymentStateRefused(payment, ["REQUIRES_CAPTURE"]);
  if (now >= payment.authorizationExpiresAt) throw new AuthorizationExpired(payment);
  const operations = await listOperations(tx, payment.id);
  if (operations.some((operation) => operation.kind === "VOID" && isOpen(operation)))
    throw new OperationPending();
  const left = capturable(payment.amounts);
  const amount = command.amount ? parseUnits(command.amount, await decimalsOf(tx, payment)) : left;
  if (amount > left || amount === 0n) throw new CaptureExceedsAuthorization(amount, left);
  return requestCapture(tx, payment, { amount, at: now });
}

/** Adds the operation; the payment is locked and the amount allowed. */
export async function requestCapture(
  tx: Tx,
  payment: Payment,
  order: { amount: bigint; at: Date; traceparent?: string | null },
) {
  const fee = feeDown(order.amount, payment.feeBps);
  const capture = newOperation(payment, { kind: "CAPTURE", ...order, fee });
  await insertOperation(tx, capture);
  return {
    capture,
    payment: await refreshPayment(tx, payment, { at: order.at, events: ["payment.capture_requested"] }),
  };
}

async function decimalsOf(tx: Tx, payment: Payment): Promise<number> {
  return (await getAsset(tx, payment.asset)).decimals;
}
