import type { Tx } from "../../db/withTx.ts";
import type { PaymentId } from "../../kernel/ids/ids.ts";
import { lockOwnPayment } from "./lockOwnPayment.ts";
import { isOpen, newOperation } from "./operation.ts";
import { insertOperation, listOperations } from "./operations.store.ts";
import { NothingToVoid, OperationPending, PaymentStateRefused } from "./payment.errors.ts";
import { held, type Payment } from "./payment.ts";
import type { Owner, PaymentsContext } from "./payments.context.ts";
import { refreshPayment } from "./refreshPayment.ts";

export interface VoidPayment extends Owner {
  readonly paymentId: PaymentId;
}

/**
 * Asks to give everything still held back to the payer.
 * Shape: locks one payment, adds an operation.
 * @throws NOT_FOUND, PAYMENT_NOTHING_TO_VOID, INVALID_STATE until the hold has its confirmations, PAYMENT_OPERATION_PENDING while a capture or void is on its way
 * @see contracts/interfaces/IPaymentEscrow.sol void
 */
export async function voidPayment(tx: Tx, command: VoidPayment, context: PaymentsContext): Promise<Payment> {
  const now = context.clock.now();
  const payment = await lockOwnPayment(tx, command, command.paymentId);
  const amount = held(payment.amounts);
  if (amount <= 0n) throw new NothingToVoid(payment);
  if (payment.status !== "REQUIRES_CAPTURE") throw new PaymentStateRefused(payment, ["REQUIRES_CAPTURE"]);
  const operations = await listOperations(tx, payment.id);
  if (operations.some((operation) => operation.kind !== "REFUND" && isOpen(operation)))
    throw new OperationPending();
  await insertOperation(tx, newOperation(payment, { kind: "VOID", amount, at: now }));
  return refreshPayment(tx, payment, { at: now });
}
