import type { Reader } from "../../db/read.ts";
import { selectPublishedAfter } from "./events.store.ts";
import type { PublishedEvent } from "./webhook.ts";

/** Everybody's events after a place, in order, for whoever wakes subscribers. Needs the system's scope. */
export async function publishedAfter(db: Reader, sequence: number, limit: number): Promise<PublishedEvent[]> {
  return selectPublishedAfter(db, sequence, limit);
}
