import type { Tx } from "../../db/withTx.ts";
import type { Id } from "../../kernel/ids/ids.ts";
import { selectEvents } from "./events.store.ts";
import type { PublishedEvent } from "./webhook.ts";
import type { Owner } from "./webhooks.context.ts";

/** The owner's published events with these ids, in the order of the ids; undefined where there is none. */
export async function getEvents(
  tx: Tx,
  owner: Owner,
  ids: readonly Id<"Event">[],
): Promise<(PublishedEvent | undefined)[]> {
  if (ids.length === 0) return [];
  const found = new Map((await selectEvents(tx, owner, ids)).map((row) => [row.id, row]));
  return ids.map((id) => found.get(id));
}
