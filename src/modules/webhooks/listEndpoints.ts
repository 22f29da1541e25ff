import type { Reader } from "../../db/read.ts";
import type { Page, PageRequest } from "../../kernel/paging/page.ts";
import type { WebhookEndpoint } from "./webhook.ts";
import type { Owner } from "./webhooks.context.ts";
import { pageEndpoints } from "./webhooks.store.ts";

/** Newest first. */
export async function listEndpoints(
  db: Reader,
  owner: Owner,
  query: { page: PageRequest },
): Promise<Page<WebhookEndpoint>> {
  return pageEndpoints(db, owner, query.page);
}
