import type { EventType, Json } from "../../kernel/events/domainEvent.ts";
import type { Id, MerchantId } from "../../kernel/ids/ids.ts";

/** Shape of the bodies that new endpoints receive; an endpoint keeps the version it was made with. */
export const WEBHOOK_API_VERSION = "2026-11-22";

export const ENDPOINT_STATUSES = {
  ENABLED: "Receives events.",
  PAUSED: "Receives nothing: it answered 410, or failed for three days without a break.",
  DISABLED: "Switched off by its owner.",
} as const;
export type EndpointStatus = keyof typeof ENDPOINT_STATUSES;

export const DELIVERY_STATUSES = {
  PENDING: "Not tried yet.",
  IN_FLIGHT: "Being sent right now.",
  DELIVERED: "The endpoint answered with a 2xx status.",
  RETRY_SCHEDULED: "The last attempt failed; see nextAttemptAt.",
  EXHAUSTED: "No further attempts are made; send it again with webhookDeliveryRedeliver.",
} as const;
export type DeliveryStatus = keyof typeof DELIVERY_STATUSES;

/** Where a merchant wants its events sent. */
export interface WebhookEndpoint {
  readonly id: Id<"WebhookEndpoint">;
  readonly merchantId: MerchantId;
  readonly livemode: boolean;
  readonly url: string;
  /** Empty: all types, also those that are added later. */
  readonly eventTypes: readonly EventType[];
  readonly apiVersion: string;
  readonly status: EndpointStatus;
  /** When the unbroken row of failures began that lasts until now. */
  readonly failingSince: Date | null;
  readonly createdAt: Date;
}

/** One event on its way to one endpoint. */
export interface WebhookDelivery {
  readonly id: Id<"WebhookDelivery">;
  readonly merchantId: MerchantId;
  readonly livemode: boolean;
  readonly endpointId: Id<"WebhookEndpoint">;
  readonly eventId: Id<"Event">;
  /** The delivery whose event this one sends again. */
  readonly redeliveryOf: Id<"WebhookDelivery"> | null;
  readonly status: DeliveryStatus;
  readonly attemptCount: number;
  readonly nextAttemptAt: Date | null;
  readonly createdAt: Date;
}

/** One try to send a delivery. */
export interface WebhookAttempt {
  readonly deliveryId: Id<"WebhookDelivery">;
  readonly attemptedAt: Date;
  readonly durationMs: number;
  /** Null when no answer came; failure then says why. */
  readonly statusCode: number | null;
  readonly failure: string | null;
}

/** An event with its place in the order that everybody sees. */
export interface PublishedEvent {
  readonly id: Id<"Event">;
  /** Grows by one with each event of this installation; gaps in what a merchant sees are other merchants' events. */
  readonly sequence: number;
  /** Grows by one with each event of the same object, from 1. */
  readonly objectSequence: number;
  readonly merchantId: MerchantId;
  readonly livemode: boolean;
  readonly type: EventType;
  readonly objectId: string;
  readonly snapshot: { readonly [key: string]: Json };
  readonly createdAt: Date;
}

/** The body of a delivery: a pure function of the event and the version, so every attempt sends the same bytes. */
export function webhookBody(event: PublishedEvent, apiVersion: string): string {
  return JSON.stringify({
    id: event.id,
    type: event.type,
    createdAt: event.createdAt.toISOString(),
    sequence: event.sequence,
    objectSequence: event.objectSequence,
    livemode: event.livemode,
    apiVersion,
    data: { object: event.snapshot },
  });
}

export function wantsEvent(endpoint: WebhookEndpoint, event: PublishedEvent): boolean {
  return (
    endpoint.status === "ENABLED" &&
    endpoint.merchantId === event.merchantId &&
    endpoint.livemode === event.livemode &&
    (endpoint.eventTypes.length === 0 || endpoint.eventTypes.includes(event.type))
  );
}
