import type { Database } from "../../db/database.ts";
import { SYSTEM, withTx } from "../../db/withTx.ts";
import type { Clock } from "../../kernel/time/clock.ts";
import { PUBLISH_BATCH, publishEvents } from "../../modules/webhooks/index.ts";

export interface PublishEventsWork {
  readonly database: Database;
  readonly clock: Clock;
  /** Told after each commit that published something: subscribers and webhook deliveries can go on. */
  readonly onPublished: () => void;
}

/** Publishes everything that is committed and unpublished, in short transactions. Several processes may run it at
 *  once. Returns how many events it published. */
export async function publishEventsPass(work: PublishEventsWork): Promise<number> {
  let published = 0;
  for (;;) {
    const count = await withTx(work.database, SYSTEM, (tx) => publishEvents(tx, work));
    published += count;
    if (count > 0) work.onPublished();
    if (count < PUBLISH_BATCH) return published;
  }
}
