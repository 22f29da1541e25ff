import type { Reader } from "../../db/read.ts";
import type { Id } from "../../kernel/ids/ids.ts";
import type { WebhookDelivery } from "./webhook.ts";
import type { Owner } from "./webhooks.context.ts";
import { selectDeliveries } from "./webhooks.store.ts";

/** The owner's deliveries with these ids, in the order of the ids; undefined where there is none. */
export async function getDeliveries(
  db: Reader,
  owner: Owner,
  ids: readonly Id<"WebhookDelivery">[],
): Promise<(WebhookDelivery | undefined)[]> {
  if (ids.length === 0) return [];
  const found = new Map((await selectDeliveries(db, owner, ids)).map((row) => [row.id, row]));
  return ids.map((id) => found.get(id));
}
