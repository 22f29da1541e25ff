import { isDeepStrictEqual } from "node:util";
import type { Tx } from "../../db/withTx.ts";
import type { DomainEvent } from "../../kernel/events/domainEvent.ts";
import { readReceipts } from "../deposits/index.ts";
import { depositStatusOf } from "./depositStatus.ts";
import { readChainView } from "./facts.store.ts";
import { type PaymentEventType, paymentEvent } from "./payment.events.ts";
import { overpaid, type Payment, type PaymentReason, type PaymentStatus, statusOf } from "./payment.ts";
import { savePayment } from "./payments.store.ts";

const EVENT_OF_STATUS: Partial<Record<PaymentStatus, PaymentEventType>> = {
  CONFIRMING: "payment.confirming",
  REQUIRES_CAPTURE: "payment.authorized",
  PARTIALLY_PAID: "payment.partially_paid",
  REVIEW: "payment.underpaid",
  SUCCEEDED: "payment.succeeded",
  CANCELED: "payment.canceled",
  EXPIRED: "payment.expired",
};

/**
 * Brings a locked payment up to what the chain and its operations say, and tells of it.
 * Every change of a payment ends here, so amounts and status have one formula, forwards and after a reorg.
 * `events` name what the caller did; the event of a new status follows them, all with the new snapshot.
 * With `unlessSame` a payment that is as it was stored stays untouched.
 */
export async function refreshPayment(
  tx: Tx,
  before: Payment,
  change: { at: Date; reorged?: boolean; events?: readonly PaymentEventType[]; unlessSame?: boolean },
): Promise<Payment> {
  const { status, reasons, ...view } = await readView(tx, before, change.at);
  const stillReorged =
    change.reorged === true || (before.statusReasons.includes("REORGED") && status === before.status);
  const isUnpaid = before.depositAddress === null ? view.amounts.authorized === 0n : status !== "SUCCEEDED";
  const after: Payment = {
    ...before,
    ...view,
    status,
    statusReasons: stillReorged && isUnpaid ? [...reasons, "REORGED"] : reasons,
    updatedAt: change.at,
    version: before.version + 1,
  };
  if (change.unlessSame && isSame(before, after)) return before;
  await savePayment(tx, after, eventsOf(before, after, change));
  return after;
}

/** What the chain says of a payment, and what follows from it. */
async function readView(tx: Tx, payment: Payment, now: Date) {
  if (payment.depositAddress === null) {
    const { amounts, asOfBlock, ...view } = await readChainView(tx, payment);
    return { ...statusOf({ ...view, amounts, now, expiresAt: payment.expiresAt }), amounts, asOfBlock };
  }
  const { amounts } = payment;
  const receipts = await readReceipts(tx, payment.id);
  const { received, asOfBlock } = receipts;
  return { ...depositStatusOf({ ...payment, receipts, now }), amounts, received, asOfBlock };
}

function isSame(before: Payment, after: Payment): boolean {
  return isDeepStrictEqual({ ...after, updatedAt: before.updatedAt, version: before.version }, before);
}

function eventsOf(
  before: Payment,
  after: Payment,
  change: { reorged?: boolean; events?: readonly PaymentEventType[] },
): DomainEvent[] {
  const types = [...(change.events ?? [])];
  if (change.reorged && after.status !== before.status) types.push("payment.reorged");
  else if (after.status !== before.status || isMorePartial(before, after))
    types.push(...[EVENT_OF_STATUS[after.status] ?? []].flat());
  if (overpaid(after) > overpaid(before)) types.push("payment.overpaid");
  if (isNew("LATE", before, after)) types.push("payment.late");
  return types.map((type) => paymentEvent(type, after));
}

/** Each further part is told of. */
function isMorePartial(before: Payment, after: Payment): boolean {
  return after.status === "PARTIALLY_PAID" && after.received > before.received;
}

function isNew(reason: PaymentReason, before: Payment, after: Payment): boolean {
  return after.statusReasons.includes(reason) && !before.statusReasons.includes(reason);
}
