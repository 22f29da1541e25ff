import { isDeepStrictEqual } from "node:util";
import type { Tx } from "../../db/withTx.ts";
import type { DomainEvent } from "../../kernel/events/domainEvent.ts";
import { readChainView } from "./facts.store.ts";
import { type PaymentEventType, paymentEvent } from "./payment.events.ts";
import { type Payment, type PaymentStatus, statusOf } from "./payment.ts";
import { savePayment } from "./payments.store.ts";

const EVENT_OF_STATUS: Partial<Record<PaymentStatus, PaymentEventType>> = {
  CONFIRMING: "payment.confirming",
  REQUIRES_CAPTURE: "payment.authorized",
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
  const view = await readChainView(tx, before);
  const { status, reasons } = statusOf({ ...view, now: change.at, expiresAt: before.expiresAt });
  const stillReorged =
    change.reorged === true || (before.statusReasons.includes("REORGED") && status === before.status);
  const after: Payment = {
    ...before,
    amounts: view.amounts,
    asOfBlock: view.asOfBlock,
    status,
    statusReasons: stillReorged && view.amounts.authorized === 0n ? [...reasons, "REORGED"] : reasons,
    updatedAt: change.at,
    version: before.version + 1,
  };
  if (change.unlessSame && isSame(before, after)) return before;
  await savePayment(tx, after, eventsOf(before, after, change));
  return after;
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
  else if (after.status !== before.status) types.push(...[EVENT_OF_STATUS[after.status] ?? []].flat());
  return types.map((type) => paymentEvent(type, after));
}
