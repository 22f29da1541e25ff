import { admitPlanned } from "./admitPlanned.ts";
import { broadcastSigned } from "./broadcastSigned.ts";
import { bumpLowest } from "./bumpLowest.ts";
import { findLaneSigner, listBusyLanes, listLanes, setLane } from "./lanes.store.ts";
import { restoreUndone } from "./restoreUndone.ts";
import { signAssigned } from "./signAssigned.ts";
import type { BlockPlace, Lane } from "./transaction.ts";
import type { SendingContext } from "./transactions.context.ts";
import { watchLane } from "./watchLane.ts";

/** What a process remembers from pass to pass, to ask the node less; a new process starts with nothing. */
export interface SendingMemory {
  /** Hash of the head at which each lane was last compared with the chain. */
  readonly watchedAt: Map<Lane, BlockPlace["hash"]>;
  lookedForUndoneAt: Date | null;
}

export function newSendingMemory(): SendingMemory {
  return { watchedAt: new Map(), lookedForUndoneAt: null };
}

/**
 * One pass over a chain's lanes: looks at what was sent, gives nonces, signs, sends, offers more for what is stuck.
 * Shape: many short transactions, the network only between them; it may stop anywhere, and the next pass, of this
 * process or another, goes on from what is stored. A lane that fails is reported and hinders no other. Without work
 * the node is not asked.
 * Returns whether anything moved, and thus whether another pass may find work.
 */
export async function sendTransactions(context: SendingContext, memory: SendingMemory): Promise<boolean> {
  const { chainId } = context.gateway;
  const busy = await context.inTx((tx) => listBusyLanes(tx, chainId));
  const mayBeUndone = isUndoneDue(context, memory) ? await context.inTx((tx) => listLanes(tx, chainId)) : [];
  if (busy.length === 0 && mayBeUndone.length === 0) return false;

  const head = await context.gateway.head();
  const moved = await Promise.all([
    ...busy.map((lane) => guarded(context, lane, () => passLane({ context, memory, lane, head }))),
    ...mayBeUndone.map((lane) => guarded(context, lane, () => restoreUndone(context, lane, head))),
  ]);
  return moved.includes(true);
}

function isUndoneDue({ clock, policy }: SendingContext, memory: SendingMemory): boolean {
  const now = clock.now();
  const last = memory.lookedForUndoneAt;
  if (last && now.getTime() - last.getTime() < policy.rebroadcastAfterMs) return false;
  memory.lookedForUndoneAt = now;
  return true;
}

async function guarded(context: SendingContext, lane: Lane, work: () => Promise<boolean>): Promise<boolean> {
  try {
    return await work();
  } catch (error) {
    context.notice({ kind: "LANE_FAILED", lane, error });
    return false;
  }
}

async function passLane(order: {
  context: SendingContext;
  memory: SendingMemory;
  lane: Lane;
  head: BlockPlace;
}): Promise<boolean> {
  const { context, memory, lane, head } = order;
  await openLane(context, lane, head);
  let moved = false;
  // At the same head the chain shows the same.
  if (memory.watchedAt.get(lane) !== head.hash) {
    moved = await watchLane(context, lane, head);
    memory.watchedAt.set(lane, head.hash);
  }
  moved = (await admitPlanned(context, lane)) || moved;
  moved = (await signAssigned(context, lane)) || moved;
  await bumpLowest(context, lane, await broadcastSigned(context, lane));
  return moved;
}

/** A lane starts at the nonce that the chain shows for its signer; from then on only we count. */
async function openLane({ gateway, inTx }: SendingContext, lane: Lane, head: BlockPlace): Promise<void> {
  const key = { chainId: gateway.chainId, lane };
  const signer = gateway.signerOf(lane);
  if ((await inTx((tx) => findLaneSigner(tx, key))) === signer) return;
  const nextNonce = await gateway.nonceAt(signer, head);
  await inTx((tx) => setLane(tx, { ...key, signer, nextNonce }));
}
