import type { Tx } from "../../db/withTx.ts";
import type { Page, PageRequest } from "../../kernel/paging/page.ts";
import type { WebhookEndpoint } from "./webhook.ts";
import type { Owner } from "./webhooks.context.ts";
import { pageEndpoints } from "./webhooks.store.ts";

/** Newest first. */
export async function listEndpoints(
  tx: Tx,
  owner: Owner,
  query: { page: PageRequest },
): Promise<Page<WebhookEndpoint>> {
  return pageEndpoints(tx, owner, query.page);
}
