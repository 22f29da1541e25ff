import { randomUUID } from "node:crypto";
import type { Tx } from "../../db/withTx.ts";
import { addSeconds } from "../../kernel/time/clock.ts";
import { type LeasedDelivery, leaseDue } from "./deliveries.store.ts";
import type { WebhooksContext } from "./webhooks.context.ts";

/** Twenty seconds beyond the time limit of an attempt: a living worker always ends its lease itself. */
const LEASE_MARGIN_SECONDS = 20;

/** At most this many deliveries at once to one endpoint. */
const PER_ENDPOINT = 4;

export interface Lease {
  readonly owner: string;
  readonly deliveries: readonly LeasedDelivery[];
}

/** Takes up to `limit` due deliveries for one worker. Whatever it does not complete in time is due again. */
export async function leaseDeliveries(tx: Tx, limit: number, context: WebhooksContext): Promise<Lease> {
  const owner = randomUUID();
  const now = context.clock.now();
  const until = addSeconds(now, context.target.timeoutMs / 1000 + LEASE_MARGIN_SECONDS);
  return { owner, deliveries: await leaseDue(tx, { owner, now, until, limit, perEndpoint: PER_ENDPOINT }) };
}
