import type { Reader } from "../../db/read.ts";
import type { Page, PageRequest } from "../../kernel/paging/page.ts";
import type { WebhookDelivery } from "./webhook.ts";
import type { Owner } from "./webhooks.context.ts";
import { type DeliveryFilter, pageDeliveries } from "./webhooks.store.ts";

/** Newest first. */
export async function listDeliveries(
  db: Reader,
  owner: Owner,
  query: { filter: DeliveryFilter; page: PageRequest },
): Promise<Page<WebhookDelivery>> {
  return pageDeliveries(db, owner, query);
}
