import { type Selectable, sql } from "kysely";
import type { Tables } from "../../db/database.ts";
import type { Tx } from "../../db/withTx.ts";
import type { Id } from "../../kernel/ids/ids.ts";
import { toEvent } from "./events.store.ts";
import type { PublishedEvent, WebhookAttempt, WebhookDelivery, WebhookEndpoint } from "./webhook.ts";
import { toDelivery, toEndpoint } from "./webhooks.store.ts";

/** A delivery that one worker has for itself until the lease ends. */
export interface LeasedDelivery {
  readonly delivery: WebhookDelivery;
  readonly endpoint: WebhookEndpoint;
  readonly secretSealed: string;
  readonly event: PublishedEvent;
}

export interface LeaseOrder {
  /** Unique to this call: whoever completes a delivery must show it. */
  readonly owner: string;
  readonly now: Date;
  readonly until: Date;
  readonly limit: number;
  /** At most this many at once to one endpoint, so that a slow one holds up nobody else. */
  readonly perEndpoint: number;
}

/** Takes deliveries that are due, and those whose worker died, oldest first within each endpoint. */
export async function leaseDue(tx: Tx, order: LeaseOrder): Promise<LeasedDelivery[]> {
  const { owner, now, until, limit, perEndpoint } = order;
  const leased = await sql<{ id: string }>`
    with wanting as (
      select distinct endpoint_id from webhook_deliveries
      where status in ('PENDING', 'RETRY_SCHEDULED', 'IN_FLIGHT') and next_attempt_at <= ${now}::timestamptz
    ), due as (
      select taken.id from wanting
      join webhook_endpoints e on e.id = wanting.endpoint_id and e.status = 'ENABLED'
      cross join lateral (
        select count(*) as flying from webhook_deliveries f
        where f.endpoint_id = e.id and f.status = 'IN_FLIGHT' and f.lease_until > ${now}::timestamptz
      ) as busy
      cross join lateral (
        select d.id from webhook_deliveries d
        where d.endpoint_id = e.id and d.next_attempt_at <= ${now}::timestamptz
          and (d.status in ('PENDING', 'RETRY_SCHEDULED') or (d.status = 'IN_FLIGHT' and d.lease_until <= ${now}::timestamptz))
        order by d.next_attempt_at, d.id limit greatest(${perEndpoint}::int - busy.flying, 0)
        for update skip locked
      ) as taken
      limit ${limit}
    )
    update webhook_deliveries d set status = 'IN_FLIGHT', lease_owner = ${owner}, lease_until = ${until}::timestamptz
    from due where d.id = due.id returning d.id`.execute(tx);
  const ids = leased.rows.map((row) => row.id);
  return ids.length === 0 ? [] : selectLeased(tx, ids);
}

async function selectLeased(tx: Tx, ids: readonly string[]): Promise<LeasedDelivery[]> {
  const deliveries = await tx.selectFrom("webhook_deliveries").selectAll().where("id", "in", ids).execute();
  const endpointIds = [...new Set(deliveries.map((row) => row.endpoint_id))];
  const eventIds = [...new Set(deliveries.map((row) => row.event_id))];
  const endpoints = await tx
    .selectFrom("webhook_endpoints")
    .selectAll()
    .where("id", "in", endpointIds)
    .execute();
  const events = await tx.selectFrom("events").selectAll().where("id", "in", eventIds).execute();
  return deliveries.map((row) => {
    const endpoint = endpoints.find((candidate) => candidate.id === row.endpoint_id) as Selectable<
      Tables["webhook_endpoints"]
    >; // foreign key
    const event = events.find((candidate) => candidate.id === row.event_id) as Selectable<Tables["events"]>; // foreign key
    return {
      delivery: toDelivery(row),
      endpoint: toEndpoint(endpoint),
      secretSealed: endpoint.secret_sealed,
      event: toEvent(event),
    };
  });
}

/** Ends a lease. False, and nothing changes, when the lease is somebody else's by now. */
export async function endLease(
  tx: Tx,
  change: {
    readonly deliveryId: Id<"WebhookDelivery">;
    readonly owner: string;
    readonly status: "DELIVERED" | "RETRY_SCHEDULED" | "EXHAUSTED";
    readonly attemptCount: number;
    readonly nextAttemptAt: Date | null;
  },
): Promise<boolean> {
  const result = await tx
    .updateTable("webhook_deliveries")
    .set({
      status: change.status,
      attempt_count: change.attemptCount,
      next_attempt_at: change.nextAttemptAt,
      lease_owner: null,
      lease_until: null,
    })
    .where("id", "=", change.deliveryId)
    .where("status", "=", "IN_FLIGHT")
    .where("lease_owner", "=", change.owner)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export async function insertAttempt(
  tx: Tx,
  delivery: WebhookDelivery,
  attempt: WebhookAttempt,
): Promise<void> {
  await tx
    .insertInto("webhook_attempts")
    .values({
      delivery_id: delivery.id,
      merchant_id: delivery.merchantId,
      attempted_at: attempt.attemptedAt,
      duration_ms: attempt.durationMs,
      status_code: attempt.statusCode,
      failure: attempt.failure,
    })
    .execute();
}

/** The endpoint answered well: its row of failures is over. */
export async function clearFailing(tx: Tx, endpointId: Id<"WebhookEndpoint">): Promise<void> {
  await tx
    .updateTable("webhook_endpoints")
    .set({ failing_since: null })
    .where("id", "=", endpointId)
    .where("failing_since", "is not", null)
    .execute();
}

/** The endpoint failed; returns since when it has done nothing else. */
export async function markFailing(tx: Tx, endpointId: Id<"WebhookEndpoint">, at: Date): Promise<Date> {
  const found = await sql<{ failing_since: Date }>`
    update webhook_endpoints set failing_since = coalesce(failing_since, ${at}::timestamptz)
    where id = ${endpointId} returning failing_since`.execute(tx);
  return found.rows[0]?.failing_since ?? at;
}

export async function pauseEndpoint(tx: Tx, endpointId: Id<"WebhookEndpoint">): Promise<void> {
  await tx
    .updateTable("webhook_endpoints")
    .set({ status: "PAUSED" })
    .where("id", "=", endpointId)
    .where("status", "=", "ENABLED")
    .execute();
}
