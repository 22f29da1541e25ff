import type { Tx } from "../../db/withTx.ts";
import type { Id } from "../../kernel/ids/ids.ts";
import { newDelivery } from "./newDelivery.ts";
import { WebhookDeliveryNotFound, WebhookEndpointOff } from "./webhook.errors.ts";
import type { WebhookDelivery } from "./webhook.ts";
import type { Owner, WebhooksContext } from "./webhooks.context.ts";
import { insertDeliveries, selectDeliveries, selectEndpoints } from "./webhooks.store.ts";

export interface Redeliver extends Owner {
  readonly deliveryId: Id<"WebhookDelivery">;
}

/** Sends a delivery's event to the same endpoint once more, as a new delivery with a schedule of its own.
 *  @throws NOT_FOUND, INVALID_STATE when the endpoint is paused or disabled */
export async function redeliver(
  tx: Tx,
  command: Redeliver,
  context: WebhooksContext,
): Promise<WebhookDelivery> {
  const [earlier] = await selectDeliveries(tx, command, [command.deliveryId]);
  if (!earlier) throw new WebhookDeliveryNotFound();
  const [endpoint] = await selectEndpoints(tx, command, [earlier.endpointId]);
  if (!endpoint) throw new WebhookDeliveryNotFound();
  if (endpoint.status !== "ENABLED") throw new WebhookEndpointOff(endpoint);
  const delivery = newDelivery({
    endpoint,
    eventId: earlier.eventId,
    redeliveryOf: earlier.id,
    at: context.clock.now(),
  });
  await insertDeliveries(tx, [delivery]);
  return delivery;
}
