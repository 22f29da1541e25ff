import type { Database } from "../../db/database.ts";
import { SYSTEM, withTx } from "../../db/withTx.ts";
import type { Clock } from "../../kernel/time/clock.ts";
import { PUBLISH_BATCH, publishEvents } from "../../modules/webhooks/index.ts";
import type { Pass } from "../loop.ts";

/** Gives committed events their places in the one order. Several processes may run it at once. `onPublished` is told
 *  after each commit that published something: subscribers and deliveries can go on. */
export function publishEventsPass(work: { database: Database; clock: Clock; onPublished: () => void }): Pass {
  return async () => {
    const published = await withTx(work.database, SYSTEM, (tx) => publishEvents(tx, work));
    if (published > 0) work.onPublished();
    return published === PUBLISH_BATCH;
  };
}
