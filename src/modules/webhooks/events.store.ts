import { type Selectable, sql } from "kysely";
import type { Tables } from "../../db/database.ts";
import type { Reader } from "../../db/read.ts";
import type { Tx } from "../../db/withTx.ts";
import type { EventType, Json } from "../../kernel/events/domainEvent.ts";
import type { Id, MerchantId } from "../../kernel/ids/ids.ts";
import type { PublishedEvent } from "./webhook.ts";
import type { Owner } from "./webhooks.context.ts";

/** Any constant; one per kind of advisory lock that we take. */
const PUBLISHING_LOCK = 7_411_002;

/** True when this transaction may publish; until it ends nobody else may. */
export async function tryLockPublishing(tx: Tx): Promise<boolean> {
  const found = await sql<{
    locked: boolean;
  }>`select pg_try_advisory_xact_lock(${PUBLISHING_LOCK}) as locked`.execute(tx);
  return found.rows[0]?.locked === true;
}

/** Gives the oldest unpublished events their places. Runs under the publishing lock, in a statement of its own, so
 *  that it sees everything that was committed before. */
export async function numberEvents(tx: Tx, limit: number): Promise<PublishedEvent[]> {
  const numbered = await sql<Selectable<Tables["events"]>>`
    with fresh as (
      select id, object_id, serial, row_number() over (order by serial) as place,
        row_number() over (partition by object_id order by serial) as object_place
      from (select id, object_id, serial from events where sequence is null order by serial limit ${limit}) as oldest
    ), counted as (
      select fresh.*, (select coalesce(max(sequence), 0) from events) as last_sequence,
        (select coalesce(max(object_sequence), 0) from events p where p.object_id = fresh.object_id) as last_object_sequence
      from fresh
    )
    update events e set sequence = c.last_sequence + c.place, object_sequence = c.last_object_sequence + c.object_place
    from counted c where e.id = c.id returning e.*`.execute(tx);
  return numbered.rows.map(toEvent).sort((left, right) => left.sequence - right.sequence);
}

export async function selectEvents(
  db: Reader,
  owner: Owner,
  ids: readonly string[],
): Promise<PublishedEvent[]> {
  const rows = await db
    .selectFrom("events")
    .selectAll()
    .where("id", "in", ids)
    .where("sequence", "is not", null)
    .where("merchant_id", "=", owner.merchantId)
    .where("livemode", "=", owner.livemode)
    .execute();
  return rows.map(toEvent);
}

/** In the order of publication. */
export async function selectEventsAfter(
  db: Reader,
  owner: Owner,
  query: { after: number; types: readonly EventType[] | null; limit: number },
): Promise<PublishedEvent[]> {
  let select = db
    .selectFrom("events")
    .selectAll()
    .where("merchant_id", "=", owner.merchantId)
    .where("livemode", "=", owner.livemode)
    .where("sequence", ">", query.after)
    .orderBy("sequence")
    .limit(query.limit);
  if (query.types) select = select.where("type", "in", query.types);
  return (await select.execute()).map(toEvent);
}

/** Everybody's published events, in order. */
export async function selectPublishedAfter(
  db: Reader,
  sequence: number,
  limit: number,
): Promise<PublishedEvent[]> {
  const rows = await db
    .selectFrom("events")
    .selectAll()
    .where("sequence", ">", sequence)
    .orderBy("sequence")
    .limit(limit)
    .execute();
  return rows.map(toEvent);
}

export async function selectLastSequence(db: Reader): Promise<number> {
  const row = await db
    .selectFrom("events")
    .select("sequence")
    .where("sequence", "is not", null)
    .orderBy("sequence", "desc")
    .limit(1)
    .executeTakeFirst();
  return row?.sequence ?? 0;
}

export function toEvent(row: Selectable<Tables["events"]>): PublishedEvent {
  if (row.sequence === null || row.object_sequence === null)
    throw new Error(`event ${row.id} is not published`);
  return {
    id: row.id as Id<"Event">,
    sequence: row.sequence,
    objectSequence: row.object_sequence,
    merchantId: row.merchant_id as MerchantId,
    livemode: row.livemode,
    type: row.type as EventType,
    objectId: row.object_id,
    snapshot: row.snapshot as { readonly [key: string]: Json },
    createdAt: row.created_at,
  };
}
