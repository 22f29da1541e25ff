import type { Tx } from "../../db/withTx.ts";
import { selectPublishedAfter } from "./events.store.ts";
import type { PublishedEvent } from "./webhook.ts";

/** Everybody's events after a place, in order, for whoever wakes subscribers. Needs the system's scope. */
export async function publishedAfter(tx: Tx, sequence: number, limit: number): Promise<PublishedEvent[]> {
  return selectPublishedAfter(tx, sequence, limit);
}
