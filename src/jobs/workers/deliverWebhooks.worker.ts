import type { Database } from "../../db/database.ts";
import { SYSTEM, withTx } from "../../db/withTx.ts";
import {
  attemptDelivery,
  completeDelivery,
  type LeasedDelivery,
  leaseDeliveries,
  type WebhooksContext,
} from "../../modules/webhooks/index.ts";
import type { Pass } from "../loop.ts";

/** At most this many attempts at once in this process. */
const MOST_IN_FLIGHT = 200;

export interface WebhookDeliverer {
  /** Leases what is due and starts sending it. */
  readonly pass: Pass;
  /** Waits for the attempts that are under way. */
  idle(): Promise<void>;
}

/** Sends webhooks. A pass starts attempts and does not wait for them, so that an endpoint which takes its ten seconds
 *  to fail never delays a pass, nor thereby another endpoint. `onDone` is told after each attempt: its endpoint has
 *  room for the next delivery. */
export function webhookDeliverer(work: {
  readonly database: Database;
  readonly context: WebhooksContext;
  readonly onDone: () => void;
  readonly onError: (error: unknown) => void;
}): WebhookDeliverer {
  const { database, context } = work;
  const inFlight = new Set<Promise<void>>();

  async function attempt(leased: LeasedDelivery, owner: string): Promise<void> {
    const outcome = await attemptDelivery(leased, context);
    await withTx(database, SYSTEM, (tx) => completeDelivery(tx, { leased, owner, outcome }, context));
  }

  function start(leased: LeasedDelivery, owner: string): void {
    const running: Promise<void> = attempt(leased, owner)
      .catch(work.onError) // the lease runs out and the delivery is due again
      .finally(() => {
        inFlight.delete(running);
        work.onDone();
      });
    inFlight.add(running);
  }

  return {
    async pass() {
      const room = MOST_IN_FLIGHT - inFlight.size;
      if (room <= 0) return false;
      const lease = await withTx(database, SYSTEM, (tx) => leaseDeliveries(tx, room, context));
      for (const leased of lease.deliveries) start(leased, lease.owner);
      return lease.deliveries.length > 0;
    },
    async idle() {
      while (inFlight.size > 0) await Promise.all(inFlight);
    },
  };
}
