import { isLaneOpen, openLane, resumeLane, setOutOfStep } from "./lanes.store.ts";
import { type BlockPlace, isDead, type SigningLane } from "./transaction.ts";
import type { SendingContext } from "./transactions.context.ts";
import { changeTransaction, listUnassigned } from "./transactions.store.ts";

/**
 * Makes sure that we know of every transaction of a signer before it sends another. A database that was restored, or a
 * key that is used elsewhere, shows by nonces that we never gave; what they did is unknown until the indexer has taken
 * in final blocks that hold them all. Until then nothing new is sent: it might have been done already. Then what was
 * planned without that knowledge is withdrawn, to be planned anew where it is still needed.
 * Returns whether the signer may send.
 */
export async function keepStep(
  context: SendingContext,
  lane: SigningLane,
  head: BlockPlace,
): Promise<boolean> {
  const { gateway, inTx, clock } = context;
  const key = { chainId: gateway.chainId, signer: lane.signer };
  const known = await finalFactsPlace(context, head);
  if (!(await inTx((tx) => isLaneOpen(tx, key)))) {
    if (!known) return false;
    const nextNonce = await gateway.nonceAt(lane.signer, known);
    await inTx((tx) => openLane(tx, { ...key, lane: lane.lane, nextNonce }));
  }
  // Asked before our own count is read: what we give meanwhile is then no stranger.
  const used = await gateway.nonceAt(lane.signer, head);
  const taken = Math.max(used, await gateway.pooledNonce(lane.signer));
  const step = await inTx((tx) => setOutOfStep(tx, { ...key, taken, at: clock.now() }));
  if (step.nextNonce >= taken) return true;
  if (step.isNew) context.notice({ kind: "OUT_OF_STEP", lane: lane.lane, signer: lane.signer });
  if (!known || (await gateway.nonceAt(lane.signer, known)) < taken) return false;
  return resume(context, lane, { from: step.nextNonce, to: taken });
}

/** The last block whose facts are taken in and final; undefined while the node does not have it. */
async function finalFactsPlace(
  { gateway, finalFactsThrough }: SendingContext,
  head: BlockPlace,
): Promise<BlockPlace | undefined> {
  const number = await finalFactsThrough();
  if (number === null || number > head.number) return undefined;
  const hash = await gateway.blockHashAt(number);
  return hash && { number, hash };
}

async function resume(
  context: SendingContext,
  lane: SigningLane,
  nonces: { from: number; to: number },
): Promise<boolean> {
  const { gateway, inTx, clock, transactionDied } = context;
  const { chainId } = gateway;
  const resumed = await inTx(async (tx) => {
    if (!(await resumeLane(tx, { chainId, signer: lane.signer, ...nonces }))) return false;
    for (const planned of await listUnassigned(tx, { ...lane, chainId, limit: null })) {
      const change = { status: "WITHDRAWN" as const, at: clock.now(), failure: "OUT_OF_STEP" };
      const withdrawn = await changeTransaction(tx, planned, change);
      if (withdrawn && isDead(withdrawn)) await transactionDied(tx, withdrawn);
    }
    return true;
  });
  if (resumed) context.notice({ kind: "BACK_IN_STEP", lane: lane.lane, signer: lane.signer });
  return resumed;
}
