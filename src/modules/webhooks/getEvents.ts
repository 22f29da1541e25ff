import type { Reader } from "../../db/read.ts";
import type { Id } from "../../kernel/ids/ids.ts";
import { selectEvents } from "./events.store.ts";
import type { PublishedEvent } from "./webhook.ts";
import type { Owner } from "./webhooks.context.ts";

/** The owner's published events with these ids, in the order of the ids; undefined where there is none. */
export async function getEvents(
  db: Reader,
  owner: Owner,
  ids: readonly Id<"Event">[],
): Promise<(PublishedEvent | undefined)[]> {
  if (ids.length === 0) return [];
  const found = new Map((await selectEvents(db, owner, ids)).map((row) => [row.id, row]));
  return ids.map((id) => found.get(id));
}
