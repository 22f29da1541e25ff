import { randomBytes } from "node:crypto";
import type { Tx } from "../../db/withTx.ts";
import type { EventType } from "../../kernel/events/domainEvent.ts";
import { newId } from "../../kernel/ids/ids.ts";
import type { Target } from "./checkTarget.ts";
import { WebhookEndpointsExceeded } from "./webhook.errors.ts";
import { WEBHOOK_API_VERSION, type WebhookEndpoint } from "./webhook.ts";
import type { Owner, WebhooksContext } from "./webhooks.context.ts";
import { countEndpoints, insertEndpoint } from "./webhooks.store.ts";

export interface CreateEndpoint extends Owner {
  /** As checkTarget found it, before this transaction. */
  readonly target: Target;
  /** Empty: all types. */
  readonly eventTypes: readonly EventType[];
}

/** An endpoint at the moment it is made: the only time its secret can be read. */
export interface CreatedWebhookEndpoint {
  readonly endpoint: WebhookEndpoint;
  /** `whsec_` and 32 random bytes in base64, as Standard Webhooks wants it. */
  readonly secret: string;
}

/** Enough for every system of a merchant, and a bound on what one event costs. */
const MOST_ENDPOINTS = 16;

/** Adds an endpoint that receives every event published from now on.
 *  @throws INVALID_INPUT when the merchant has 16 already */
export async function createEndpoint(
  tx: Tx,
  command: CreateEndpoint,
  context: WebhooksContext,
): Promise<CreatedWebhookEndpoint> {
  const { merchantId, livemode, target, eventTypes } = command;
  if ((await countEndpoints(tx, command)) >= MOST_ENDPOINTS)
    throw new WebhookEndpointsExceeded(MOST_ENDPOINTS);
  const secret = `whsec_${randomBytes(32).toString("base64")}`;
  const endpoint: WebhookEndpoint = {
    id: newId("WebhookEndpoint"),
    merchantId,
    livemode,
    url: target.url.href,
    eventTypes: [...new Set(eventTypes)].sort(),
    apiVersion: WEBHOOK_API_VERSION,
    status: "ENABLED",
    failingSince: null,
    createdAt: context.clock.now(),
  };
  await insertEndpoint(tx, endpoint, context.sealer.seal(secret, endpoint.id));
  return { endpoint, secret };
}
