import type { Reader } from "../../db/read.ts";
import type { Id } from "../../kernel/ids/ids.ts";
import type { WebhookEndpoint } from "./webhook.ts";
import type { Owner } from "./webhooks.context.ts";
import { selectEndpoints } from "./webhooks.store.ts";

/** The owner's endpoints with these ids, in the order of the ids; undefined where there is none. */
export async function getEndpoints(
  db: Reader,
  owner: Owner,
  ids: readonly Id<"WebhookEndpoint">[],
): Promise<(WebhookEndpoint | undefined)[]> {
  if (ids.length === 0) return [];
  const found = new Map((await selectEndpoints(db, owner, ids)).map((row) => [row.id, row]));
  return ids.map((id) => found.get(id));
}
