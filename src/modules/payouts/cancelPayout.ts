import type { Tx } from "../../db/withTx.ts";
import { DomainError } from "../../kernel/errors/domainError.ts";
import type { PayoutBatchId, PayoutId } from "../../kernel/ids/ids.ts";
import { cancelUnsent } from "./endPayout.ts";
import { type Payout, UNSENT } from "./payout.ts";
import { batchStatusOf, type PayoutBatch } from "./payoutBatch.ts";
import { getPayoutBatches } from "./payoutBatches.store.ts";
import type { Owner, PayoutsContext } from "./payouts.context.ts";
import { lockOwnPayouts } from "./payouts.store.ts";

/**
 * Takes back a payout that no transaction carries yet; its amount is available again.
 * Shape: locks one payout; a journal entry and an event.
 * @throws NOT_FOUND, INVALID_STATE: what was submitted ends on the chain alone
 */
export async function cancelPayout(
  tx: Tx,
  { payoutId, ...owner }: Owner & { readonly payoutId: PayoutId },
  context: PayoutsContext,
): Promise<Payout> {
  const [payout] = await lockOwnPayouts(tx, owner, { id: payoutId });
  if (!payout)
    throw new DomainError("NOT_FOUND", "There is no such payout.", { path: ["input", "payoutId"] });
  if (!isUnsent(payout)) throw notUnsent(`The payout is ${payout.status}.`, payout.status);
  const [canceled] = await cancelUnsent(tx, [payout], context.clock.now());
  return canceled ?? payout;
}

/**
 * Takes back those payouts of a batch that no transaction carries yet; the others go on.
 * Shape: locks these payouts; a journal entry and an event each.
 * @throws NOT_FOUND, INVALID_STATE when there is none left
 */
export async function cancelPayoutBatch(
  tx: Tx,
  { payoutBatchId, ...owner }: Owner & { readonly payoutBatchId: PayoutBatchId },
  context: PayoutsContext,
): Promise<PayoutBatch> {
  const unsent = await lockOwnPayouts(tx, owner, { of: payoutBatchId, status: UNSENT });
  await cancelUnsent(tx, unsent, context.clock.now());
  const [batch] = await getPayoutBatches(tx, owner, [payoutBatchId]);
  if (!batch) {
    throw new DomainError("NOT_FOUND", "There is no such batch.", { path: ["input", "payoutBatchId"] });
  }
  if (unsent.length === 0)
    throw notUnsent("Every payout of the batch was submitted or has ended.", batchStatusOf(batch.counts));
  return batch;
}

function isUnsent({ status }: Payout): boolean {
  return (UNSENT as readonly string[]).includes(status);
}

function notUnsent(message: string, current: string): DomainError {
  return new DomainError("INVALID_STATE", message, { evidence: { current, allowed: UNSENT } });
}
