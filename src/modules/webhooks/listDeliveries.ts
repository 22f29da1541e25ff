import type { Tx } from "../../db/withTx.ts";
import type { Page, PageRequest } from "../../kernel/paging/page.ts";
import type { WebhookDelivery } from "./webhook.ts";
import type { Owner } from "./webhooks.context.ts";
import { type DeliveryFilter, pageDeliveries } from "./webhooks.store.ts";

/** Newest first. */
export async function listDeliveries(
  tx: Tx,
  owner: Owner,
  query: { filter: DeliveryFilter; page: PageRequest },
): Promise<Page<WebhookDelivery>> {
  return pageDeliveries(tx, owner, query);
}
