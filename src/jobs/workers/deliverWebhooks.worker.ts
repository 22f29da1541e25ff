import type { Database } from "../../db/database.ts";
import { SYSTEM, withTx } from "../../db/withTx.ts";
import {
  attemptDelivery,
  completeDelivery,
  type LeasedDelivery,
  leaseDeliveries,
  type WebhooksContext,
} from "../../modules/webhooks/index.ts";

/** At most this many attempts at once in this process. */
const MOST_IN_FLIGHT = 200;

/** Sends webhooks. A pass starts attempts and does not wait for them, so that an endpoint which takes its ten seconds
 *  to fail never delays a pass, nor thereby another endpoint. */
export class WebhookDeliverer {
  readonly #database: Database;
  readonly #context: WebhooksContext;
  readonly #onError: (error: unknown) => void;
  readonly #inFlight = new Set<Promise<void>>();

  constructor(work: { database: Database; context: WebhooksContext; onError: (error: unknown) => void }) {
    this.#database = work.database;
    this.#context = work.context;
    this.#onError = work.onError;
  }

  /** Leases what is due and starts sending it. Returns how many attempts it started. */
  async pass(): Promise<number> {
    const room = MOST_IN_FLIGHT - this.#inFlight.size;
    if (room <= 0) return 0;
    const lease = await withTx(this.#database, SYSTEM, (tx) => leaseDeliveries(tx, room, this.#context));
    for (const leased of lease.deliveries) this.#start(leased, lease.owner);
    return lease.deliveries.length;
  }

  /** Waits for the attempts that are under way. */
  async idle(): Promise<void> {
    while (this.#inFlight.size > 0) await Promise.all(this.#inFlight);
  }

  #start(leased: LeasedDelivery, owner: string): void {
    const attempt: Promise<void> = this.#attempt(leased, owner)
      .catch(this.#onError) // the lease runs out and the delivery is due again
      .finally(() => this.#inFlight.delete(attempt));
    this.#inFlight.add(attempt);
  }

  async #attempt(leased: LeasedDelivery, owner: string): Promise<void> {
    const outcome = await attemptDelivery(leased, this.#context);
    await withTx(this.#database, SYSTEM, (tx) => completeDelivery(tx, { leased, owner, outcome }, this.#context));
  }
}
