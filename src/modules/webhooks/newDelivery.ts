import { newId } from "../../kernel/ids/ids.ts";
import type { PublishedEvent, WebhookDelivery, WebhookEndpoint } from "./webhook.ts";

/** A delivery that is due at once. */
export function newDelivery(order: {
  readonly endpoint: WebhookEndpoint;
  readonly eventId: PublishedEvent["id"];
  readonly redeliveryOf: WebhookDelivery["id"] | null;
  readonly at: Date;
}): WebhookDelivery {
  const { endpoint, eventId, redeliveryOf, at } = order;
  return {
    id: newId("WebhookDelivery"),
    merchantId: endpoint.merchantId,
    livemode: endpoint.livemode,
    endpointId: endpoint.id,
    eventId,
    redeliveryOf,
    status: "PENDING",
    attemptCount: 0,
    nextAttemptAt: at,
    createdAt: at,
  };
}
