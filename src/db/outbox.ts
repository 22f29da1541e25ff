import type { DomainEvent } from "../kernel/events/domainEvent.ts";
import { newId } from "../kernel/ids/ids.ts";
import { announceAfterCommit, type Tx } from "./withTx.ts";

/**
 * Appends events in the transaction that made them true, so that state and event commit together.
 * The relay publishes them afterwards, once each.
 */
export async function appendEvents(tx: Tx, at: Date, events: readonly DomainEvent[]): Promise<void> {
  if (events.length === 0) return;
  await tx
    .insertInto("events")
    .values(
      events.map((event) => ({
        id: newId("Event"),
        merchant_id: event.merchantId,
        livemode: event.livemode,
        type: event.type,
        object_id: event.objectId,
        snapshot: JSON.stringify(event.snapshot),
        created_at: at,
      })),
    )
    .execute();
  announceAfterCommit();
}
