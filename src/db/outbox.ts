import { sql } from "kysely";
import type { DomainEvent } from "../kernel/events/domainEvent.ts";
import { newId } from "../kernel/ids/ids.ts";
import { gathered } from "./gathered.ts";
import { rowsOf } from "./rowsOf.ts";
import { announceAfterCommit, type Tx } from "./withTx.ts";

/**
 * Appends events in the transaction that made them true, so that state and event commit together.
 * The relay publishes them afterwards, once each.
 */
export async function appendEvents(tx: Tx, at: Date, events: readonly DomainEvent[]): Promise<void> {
  if (events.length === 0) return;
  await insertEvents(
    tx,
    events.map((event) => ({
      id: newId("Event"),
      merchant_id: event.merchantId,
      livemode: event.livemode,
      type: event.type,
      object_id: event.objectId,
      snapshot: event.snapshot,
      created_at: at,
    })),
  );
  announceAfterCommit();
}

/** The order of the rows is the order of the serials. */
const insertEvents = gathered(async (tx, groups: readonly (readonly object[])[]) => {
  await sql`
    insert into events (id, merchant_id, livemode, type, object_id, snapshot, created_at)
    select id, merchant_id, livemode, type, object_id, snapshot, created_at
    from jsonb_populate_recordset(null::events, ${rowsOf(groups.flat())}::jsonb)`.execute(tx);
  return groups;
});
