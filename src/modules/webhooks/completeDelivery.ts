import type { Tx } from "../../db/withTx.ts";
import type { AttemptOutcome } from "./attemptDelivery.ts";
import {
  clearFailing,
  endLease,
  insertAttempt,
  type LeasedDelivery,
  markFailing,
  pauseEndpoint,
} from "./deliveries.store.ts";
import { nextAttemptAt } from "./retrySchedule.ts";
import type { WebhooksContext } from "./webhooks.context.ts";

export interface CompleteDelivery {
  readonly leased: LeasedDelivery;
  /** As the lease was given out; a completion without it changes nothing. */
  readonly owner: string;
  readonly outcome: AttemptOutcome;
}

const THREE_DAYS_MS = 3 * 86_400_000;

/** The receiver does not want this endpoint to exist any more. */
const GONE = 410;

/** Writes an attempt down and decides what follows.
 *  Shape: 2xx ends the delivery; 410 ends it and pauses the endpoint; anything else is tried again by the schedule,
 *  and an endpoint that has failed for three days is paused.
 *  Returns false when the lease had gone to another worker, which then has the last word. */
export async function completeDelivery(
  tx: Tx,
  command: CompleteDelivery,
  context: WebhooksContext,
): Promise<boolean> {
  const { leased, owner, outcome } = command;
  const { delivery, endpoint } = leased;
  const attemptCount = delivery.attemptCount + 1;
  const at = context.clock.now();
  const delivered = outcome.statusCode !== null && outcome.statusCode >= 200 && outcome.statusCode <= 299;
  const gone = outcome.statusCode === GONE;
  const retryAt =
    delivered || gone
      ? undefined
      : nextAttemptAt({ failedAttempts: attemptCount, at, random: context.random() });
  const ended = await endLease(tx, {
    deliveryId: delivery.id,
    owner,
    status: delivered ? "DELIVERED" : retryAt ? "RETRY_SCHEDULED" : "EXHAUSTED",
    attemptCount,
    nextAttemptAt: retryAt ?? null,
  });
  if (!ended) return false;
  const { attemptedAt, durationMs, statusCode, failure } = outcome;
  await insertAttempt(tx, delivery, {
    deliveryId: delivery.id,
    attemptedAt,
    durationMs,
    statusCode,
    failure,
  });
  if (delivered) {
    await clearFailing(tx, endpoint.id);
    return true;
  }
  const failingSince = await markFailing(tx, endpoint.id, at);
  if (gone || at.getTime() - failingSince.getTime() >= THREE_DAYS_MS) await pauseEndpoint(tx, endpoint.id);
  return true;
}
