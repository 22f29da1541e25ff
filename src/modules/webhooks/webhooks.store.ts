import type { Selectable } from "kysely";
import type { Tables } from "../../db/database.ts";
import type { Reader } from "../../db/read.ts";
import type { Tx } from "../../db/withTx.ts";
import type { EventType } from "../../kernel/events/domainEvent.ts";
import type { Id, MerchantId } from "../../kernel/ids/ids.ts";
import { type Page, type PageRequest, toPage } from "../../kernel/paging/page.ts";
import type {
  DeliveryStatus,
  EndpointStatus,
  WebhookAttempt,
  WebhookDelivery,
  WebhookEndpoint,
} from "./webhook.ts";
import type { Owner } from "./webhooks.context.ts";

// ── Endpoints ───────────────────────────────────────────────────────────────

export async function insertEndpoint(tx: Tx, endpoint: WebhookEndpoint, secretSealed: string): Promise<void> {
  await tx
    .insertInto("webhook_endpoints")
    .values({
      id: endpoint.id,
      merchant_id: endpoint.merchantId,
      livemode: endpoint.livemode,
      url: endpoint.url,
      event_types: [...endpoint.eventTypes],
      secret_sealed: secretSealed,
      api_version: endpoint.apiVersion,
      status: endpoint.status,
      failing_since: endpoint.failingSince,
      created_at: endpoint.createdAt,
    })
    .execute();
}

export async function countEndpoints(tx: Tx, owner: Owner): Promise<number> {
  const row = await tx
    .selectFrom("webhook_endpoints")
    .select((count) => count.fn.countAll<number>().as("endpoints"))
    .where("merchant_id", "=", owner.merchantId)
    .where("livemode", "=", owner.livemode)
    .where("status", "<>", "DISABLED")
    .executeTakeFirstOrThrow();
  return row.endpoints;
}

export async function selectEndpoints(
  db: Reader,
  owner: Owner,
  ids: readonly string[],
): Promise<WebhookEndpoint[]> {
  const rows = await db
    .selectFrom("webhook_endpoints")
    .selectAll()
    .where("id", "in", ids)
    .where("merchant_id", "=", owner.merchantId)
    .where("livemode", "=", owner.livemode)
    .execute();
  return rows.map(toEndpoint);
}

/** The endpoints that new events of these merchants may go to. */
export async function selectEnabledEndpoints(
  tx: Tx,
  merchantIds: readonly MerchantId[],
): Promise<WebhookEndpoint[]> {
  const rows = await tx
    .selectFrom("webhook_endpoints")
    .selectAll()
    .where("merchant_id", "in", merchantIds)
    .where("status", "=", "ENABLED")
    .execute();
  return rows.map(toEndpoint);
}

/** Newest first. */
export async function pageEndpoints(
  db: Reader,
  owner: Owner,
  page: PageRequest,
): Promise<Page<WebhookEndpoint>> {
  let query = db
    .selectFrom("webhook_endpoints")
    .selectAll()
    .where("merchant_id", "=", owner.merchantId)
    .where("livemode", "=", owner.livemode)
    .orderBy("id", page.backward ? "asc" : "desc")
    .limit(page.limit + 1);
  if (page.from) query = query.where("id", page.backward ? ">" : "<", page.from.id);
  return toPage((await query.execute()).map(toEndpoint), page);
}

// ── Deliveries ──────────────────────────────────────────────────────────────

/** Inserts those that are new: an event reaches an endpoint once, besides redeliveries. */
export async function insertDeliveries(tx: Tx, deliveries: readonly WebhookDelivery[]): Promise<void> {
  if (deliveries.length === 0) return;
  await tx
    .insertInto("webhook_deliveries")
    .values(
      deliveries.map((delivery) => ({
        id: delivery.id,
        merchant_id: delivery.merchantId,
        livemode: delivery.livemode,
        endpoint_id: delivery.endpointId,
        event_id: delivery.eventId,
        redelivery_of: delivery.redeliveryOf,
        status: delivery.status,
        attempt_count: delivery.attemptCount,
        next_attempt_at: delivery.nextAttemptAt,
        created_at: delivery.createdAt,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function selectDeliveries(
  db: Reader,
  owner: Owner,
  ids: readonly string[],
): Promise<WebhookDelivery[]> {
  const rows = await db
    .selectFrom("webhook_deliveries")
    .selectAll()
    .where("id", "in", ids)
    .where("merchant_id", "=", owner.merchantId)
    .where("livemode", "=", owner.livemode)
    .execute();
  return rows.map(toDelivery);
}

export interface DeliveryFilter {
  readonly endpointId?: Id<"WebhookEndpoint">;
  readonly status?: readonly DeliveryStatus[];
}

/** Newest first. */
export async function pageDeliveries(
  db: Reader,
  owner: Owner,
  request: { filter: DeliveryFilter; page: PageRequest },
): Promise<Page<WebhookDelivery>> {
  const { page } = request;
  const { endpointId, status } = request.filter;
  let query = db
    .selectFrom("webhook_deliveries")
    .selectAll()
    .where("merchant_id", "=", owner.merchantId)
    .where("livemode", "=", owner.livemode)
    .orderBy("id", page.backward ? "asc" : "desc")
    .limit(page.limit + 1);
  if (page.from) query = query.where("id", page.backward ? ">" : "<", page.from.id);
  if (endpointId) query = query.where("endpoint_id", "=", endpointId);
  if (status) query = query.where("status", "in", status);
  return toPage((await query.execute()).map(toDelivery), page);
}

export async function selectAttempts(db: Reader, deliveryIds: readonly string[]): Promise<WebhookAttempt[]> {
  const rows = await db
    .selectFrom("webhook_attempts")
    .selectAll()
    .where("delivery_id", "in", deliveryIds)
    .orderBy("id")
    .execute();
  return rows.map((row) => ({
    deliveryId: row.delivery_id as Id<"WebhookDelivery">,
    attemptedAt: row.attempted_at,
    durationMs: row.duration_ms,
    statusCode: row.status_code,
    failure: row.failure,
  }));
}

// ── Rows ────────────────────────────────────────────────────────────────────

export function toEndpoint(row: Selectable<Tables["webhook_endpoints"]>): WebhookEndpoint {
  return {
    id: row.id as Id<"WebhookEndpoint">,
    merchantId: row.merchant_id as MerchantId,
    livemode: row.livemode,
    url: row.url,
    eventTypes: row.event_types as EventType[],
    apiVersion: row.api_version,
    status: row.status as EndpointStatus,
    failingSince: row.failing_since,
    createdAt: row.created_at,
  };
}

export function toDelivery(row: Selectable<Tables["webhook_deliveries"]>): WebhookDelivery {
  return {
    id: row.id as Id<"WebhookDelivery">,
    merchantId: row.merchant_id as MerchantId,
    livemode: row.livemode,
    endpointId: row.endpoint_id as Id<"WebhookEndpoint">,
    eventId: row.event_id as Id<"Event">,
    redeliveryOf: row.redelivery_of as Id<"WebhookDelivery"> | null,
    status: row.status as DeliveryStatus,
    attemptCount: row.attempt_count,
    nextAttemptAt: row.next_attempt_at,
    createdAt: row.created_at,
  };
}
