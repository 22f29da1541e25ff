import type { Tx } from "../../db/withTx.ts";
import { requestCapture } from "./capturePayment.ts";
import { isOpen } from "./operation.ts";
import { listOperations } from "./operations.store.ts";
import { held, type Payment } from "./payment.ts";

/** Asks for all that is held of a payment that wants it so, once its authorization counts. The payment is locked. */
export async function captureAutomatically(tx: Tx, payment: Payment, at: Date): Promise<void> {
  if (payment.captureMethod !== "AUTOMATIC" || payment.status !== "REQUIRES_CAPTURE") return;
  const operations = await listOperations(tx, payment.id);
  if (operations.some((operation) => operation.kind === "CAPTURE" && isOpen(operation))) return;
  const amount = held(payment.amounts);
  if (amount <= 0n) return; // nothing is held: this fact was missed, later ones not
  const authorization = operations.findLast((operation) => operation.kind === "AUTHORIZE");
  await requestCapture(tx, payment, { amount, at, traceparent: authorization?.traceparent ?? null });
}
