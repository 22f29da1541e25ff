import { admitPlanned } from "./admitPlanned.ts";
import { broadcastSigned } from "./broadcastSigned.ts";
import { bumpLowest } from "./bumpLowest.ts";
import { findLaneSigner, setLane } from "./lanes.store.ts";
import { restoreUndone } from "./restoreUndone.ts";
import { signAssigned } from "./signAssigned.ts";
import { type BlockPlace, LANES, type Lane } from "./transaction.ts";
import type { SendingContext } from "./transactions.context.ts";
import { watchLane } from "./watchLane.ts";

/**
 * One pass over a chain's lanes: looks at what was sent, gives nonces, signs, sends, offers more for what is stuck.
 * Shape: many short transactions, the network only between them; it may stop anywhere, and the next pass, of this
 * process or another, goes on from what is stored. A lane that fails is reported and hinders no other.
 * Returns whether anything moved, and thus whether another pass may find work.
 */
export async function sendTransactions(context: SendingContext): Promise<boolean> {
  const head = await context.gateway.head();
  const lanes = await Promise.all(LANES.map((lane) => guardedPass(context, lane, head)));
  return lanes.includes(true);
}

async function guardedPass(context: SendingContext, lane: Lane, head: BlockPlace): Promise<boolean> {
  try {
    return await passLane(context, lane, head);
  } catch (error) {
    context.notice({ kind: "LANE_FAILED", lane, error });
    return false;
  }
}

async function passLane(context: SendingContext, lane: Lane, head: BlockPlace): Promise<boolean> {
  await openLane(context, lane, head);
  const seen = await watchLane(context, lane, head);
  await restoreUndone(context, lane, head);
  const admitted = await admitPlanned(context, lane);
  const signed = await signAssigned(context, lane);
  await bumpLowest(context, lane, await broadcastSigned(context, lane));
  return seen || admitted || signed;
}

/** A lane starts at the nonce that the chain shows for its signer; from then on only we count. */
async function openLane({ gateway, inTx }: SendingContext, lane: Lane, head: BlockPlace): Promise<void> {
  const key = { chainId: gateway.chainId, lane };
  const signer = gateway.signerOf(lane);
  if ((await inTx((tx) => findLaneSigner(tx, key))) === signer) return;
  const nextNonce = await gateway.nonceAt(signer, head);
  await inTx((tx) => setLane(tx, { ...key, signer, nextNonce }));
}
