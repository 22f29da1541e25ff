import { Webhook } from "standardwebhooks";
import type { LeasedDelivery } from "./deliveries.store.ts";
import { webhookBody } from "./webhook.ts";
import type { PostOutcome, WebhooksContext } from "./webhooks.context.ts";

export interface AttemptOutcome extends PostOutcome {
  readonly attemptedAt: Date;
  readonly durationMs: number;
}

/** Sends a delivery once, outside any transaction. The id header is the event's, so that every attempt and every
 *  redelivery can be told to be the same event.
 *  @see https://www.standardwebhooks.com */
export async function attemptDelivery(
  leased: LeasedDelivery,
  context: WebhooksContext,
): Promise<AttemptOutcome> {
  const { endpoint, event, secretSealed } = leased;
  const attemptedAt = context.clock.now();
  const body = webhookBody(event, endpoint.apiVersion);
  const secret = context.sealer.open(secretSealed, endpoint.id);
  const outcome = await context.post(
    {
      url: endpoint.url,
      headers: {
        "content-type": "application/json",
        "content-length": Buffer.byteLength(body).toString(),
        "user-agent": "Tallystick-Webhooks/1",
        "webhook-id": event.id,
        "webhook-timestamp": Math.floor(attemptedAt.getTime() / 1000).toString(),
        "webhook-signature": new Webhook(secret).sign(event.id, attemptedAt, body),
      },
      body,
    },
    context.target,
  );
  return { ...outcome, attemptedAt, durationMs: context.clock.now().getTime() - attemptedAt.getTime() };
}
