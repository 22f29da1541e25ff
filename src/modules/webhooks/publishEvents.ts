import type { Tx } from "../../db/withTx.ts";
import { numberEvents, tryLockPublishing } from "./events.store.ts";
import { newDelivery } from "./newDelivery.ts";
import { wantsEvent } from "./webhook.ts";
import type { WebhooksContext } from "./webhooks.context.ts";
import { insertDeliveries, selectEnabledEndpoints } from "./webhooks.store.ts";

/** How many events one pass takes: few enough for a short transaction. */
export const PUBLISH_BATCH = 500;

/** One pass of the relay: gives committed events their places in the one order, without gaps, and makes a delivery
 *  for each endpoint that wants them.
 *  Shape: one relay at a time, by a lock that ends with the transaction; while another one works this does nothing.
 *  Returns how many it published; PUBLISH_BATCH means that there may be more. */
export async function publishEvents(tx: Tx, context: Pick<WebhooksContext, "clock">): Promise<number> {
  if (!(await tryLockPublishing(tx))) return 0;
  const events = await numberEvents(tx, PUBLISH_BATCH);
  if (events.length === 0) return 0;
  const endpoints = await selectEnabledEndpoints(tx, [...new Set(events.map((event) => event.merchantId))]);
  const at = context.clock.now();
  const deliveries = events.flatMap((event) =>
    endpoints
      .filter((endpoint) => wantsEvent(endpoint, event))
      .map((endpoint) => newDelivery({ endpoint, eventId: event.id, redeliveryOf: null, at })),
  );
  await insertDeliveries(tx, deliveries);
  return events.length;
}
