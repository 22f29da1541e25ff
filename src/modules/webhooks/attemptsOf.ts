import type { Reader } from "../../db/read.ts";
import type { Id } from "../../kernel/ids/ids.ts";
import type { WebhookAttempt } from "./webhook.ts";
import { selectAttempts } from "./webhooks.store.ts";

/** The attempts of each delivery, oldest first, in the order of the ids: one statement for all. The schedule bounds
 *  their number. Row-level security shows the caller its own only. */
export async function attemptsOf(
  db: Reader,
  ids: readonly Id<"WebhookDelivery">[],
): Promise<WebhookAttempt[][]> {
  if (ids.length === 0) return [];
  const attempts = await selectAttempts(db, ids);
  return ids.map((id) => attempts.filter((attempt) => attempt.deliveryId === id));
}
