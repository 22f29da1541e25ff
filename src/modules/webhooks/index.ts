export { type AttemptOutcome, attemptDelivery } from "./attemptDelivery.ts";
export { attemptsOf } from "./attemptsOf.ts";
export { checkTarget, type Target } from "./checkTarget.ts";
export { type CompleteDelivery, completeDelivery } from "./completeDelivery.ts";
export { type CreatedWebhookEndpoint, type CreateEndpoint, createEndpoint } from "./createEndpoint.ts";
export type { LeasedDelivery } from "./deliveries.store.ts";
export { getDeliveries } from "./getDeliveries.ts";
export { getEndpoints } from "./getEndpoints.ts";
export { getEvents } from "./getEvents.ts";
export { lastSequence } from "./lastSequence.ts";
export { type Lease, leaseDeliveries } from "./leaseDeliveries.ts";
export { listDeliveries } from "./listDeliveries.ts";
export { listEndpoints } from "./listEndpoints.ts";
export { type ListEvents, listEvents } from "./listEvents.ts";
export { postWebhook } from "./postWebhook.ts";
export { PUBLISH_BATCH, publishEvents } from "./publishEvents.ts";
export { publishedAfter } from "./publishedAfter.ts";
export { type Redeliver, redeliver } from "./redeliver.ts";
export { aesGcmSealer, type SecretSealer } from "./secretSealer.ts";
export {
  DELIVERY_STATUSES,
  type DeliveryStatus,
  ENDPOINT_STATUSES,
  type EndpointStatus,
  type PublishedEvent,
  type WebhookAttempt,
  type WebhookDelivery,
  type WebhookEndpoint,
} from "./webhook.ts";
export type { PostOutcome, TargetPolicy, WebhooksContext } from "./webhooks.context.ts";
export type { DeliveryFilter } from "./webhooks.store.ts";
