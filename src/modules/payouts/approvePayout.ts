import type { Tx } from "../../db/withTx.ts";
import { DomainError } from "../../kernel/errors/domainError.ts";
import type { MemberId, PayoutBatchId, PayoutId } from "../../kernel/ids/ids.ts";
import { insertApprovals, type PayoutApproval, readApprovals } from "./approvals.store.ts";
import { payoutEvent } from "./payout.events.ts";
import type { Payout } from "./payout.ts";
import { batchStatusOf, type PayoutBatch } from "./payoutBatch.ts";
import { getPayoutBatches } from "./payoutBatches.store.ts";
import type { Owner, PayoutsContext } from "./payouts.context.ts";
import { lockOwnPayouts, savePayouts } from "./payouts.store.ts";

/** A member speaks with their own key. */
interface Approver extends Owner {
  readonly approvedBy: MemberId;
}

/**
 * One person's word for a payout that another asked for. With the last word that is needed it is READY.
 * Shape: locks one payout; an approval, and an event when it is the last.
 * @throws NOT_FOUND, INVALID_STATE, SECOND_PERSON_REQUIRED
 */
export async function approvePayout(
  tx: Tx,
  { payoutId, approvedBy, ...owner }: Approver & { readonly payoutId: PayoutId },
  context: PayoutsContext,
): Promise<Payout> {
  const [payout] = await lockOwnPayouts(tx, owner, { id: payoutId });
  if (!payout)
    throw new DomainError("NOT_FOUND", "There is no such payout.", { path: ["input", "payoutId"] });
  if (payout.status !== "REQUIRES_APPROVAL") {
    throw waitsForNobody(`The payout is ${payout.status}.`, payout.status);
  }
  const [approved = payout] = await approve(tx, [payout], { approvedBy, at: context.clock.now() });
  return approved;
}

/**
 * The same for every payout of a batch that waits for approval: for all of them or for none.
 * Shape: locks these payouts; an approval of each.
 * @throws NOT_FOUND, INVALID_STATE when none waits, SECOND_PERSON_REQUIRED
 */
export async function approvePayoutBatch(
  tx: Tx,
  { payoutBatchId, approvedBy, ...owner }: Approver & { readonly payoutBatchId: PayoutBatchId },
  context: PayoutsContext,
): Promise<PayoutBatch> {
  const waiting = await lockOwnPayouts(tx, owner, { of: payoutBatchId, status: ["REQUIRES_APPROVAL"] });
  if (waiting.length > 0) await approve(tx, waiting, { approvedBy, at: context.clock.now() });
  const [batch] = await getPayoutBatches(tx, owner, [payoutBatchId]);
  if (!batch) {
    throw new DomainError("NOT_FOUND", "There is no such batch.", { path: ["input", "payoutBatchId"] });
  }
  if (waiting.length === 0) {
    throw waitsForNobody("No payout of the batch waits for approval.", batchStatusOf(batch.counts));
  }
  return batch;
}

async function approve(
  tx: Tx,
  payouts: readonly Payout[],
  { approvedBy, at }: { readonly approvedBy: MemberId; readonly at: Date },
): Promise<Payout[]> {
  const [first] = payouts;
  if (!first) return [];
  const earlier = await readApprovals(
    tx,
    first,
    payouts.map(({ id }) => id),
  );
  const isSecond = payouts.every(
    ({ requestedBy }, index) =>
      requestedBy !== approvedBy && !earlier[index]?.some(({ memberId }) => memberId === approvedBy),
  );
  if (!isSecond) throw noSecondPerson();
  const approvals = payouts.map(({ id }) => ({ payoutId: id, memberId: approvedBy, approvedAt: at }));
  await keepApprovals(tx, first, approvals);
  const changed = payouts.map((payout, index): Payout => {
    const isLast = (earlier[index]?.length ?? 0) + 1 >= payout.approvalsRequired;
    const status = isLast ? "READY" : payout.status;
    return { ...payout, status, updatedAt: at, version: payout.version + 1 };
  });
  await savePayouts(
    tx,
    changed.map((payout) => ({
      payout,
      events: payout.status === "READY" ? [payoutEvent("payout.approved", payout)] : [],
    })),
  );
  return changed;
}

async function keepApprovals(tx: Tx, owner: Owner, approvals: readonly PayoutApproval[]): Promise<void> {
  try {
    await insertApprovals(tx, owner, approvals);
  } catch (cause) {
    if ((cause as { constraint?: string }).constraint !== "second_person") throw cause; // drivers name it so
    throw noSecondPerson(cause); // removed a moment ago
  }
}

function noSecondPerson(cause?: unknown): DomainError {
  const message = "You asked for this, have approved it already, or are no member any more.";
  return new DomainError("SECOND_PERSON_REQUIRED", message, { cause });
}

function waitsForNobody(message: string, current: string): DomainError {
  return new DomainError("INVALID_STATE", message, {
    evidence: { current, allowed: ["REQUIRES_APPROVAL"] },
  });
}
