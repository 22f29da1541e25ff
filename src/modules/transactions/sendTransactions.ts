import type { Address } from "../../kernel/ids/chainIds.ts";
import { admitPlanned } from "./admitPlanned.ts";
import { broadcastSigned } from "./broadcastSigned.ts";
import { bumpLowest } from "./bumpLowest.ts";
import { keepStep } from "./keepStep.ts";
import { listBusy, listOpened } from "./lanes.store.ts";
import { restoreUndone } from "./restoreUndone.ts";
import { type BlockPlace, LANES, type SigningLane } from "./transaction.ts";
import type { SendingContext } from "./transactions.context.ts";
import { watchLane } from "./watchLane.ts";

/** What a process remembers from pass to pass, to ask the node less; a new process starts with nothing. */
export interface SendingMemory {
  /** Hash of the head at which each signer's transactions were last compared with the chain. */
  readonly watchedAt: Map<Address, BlockPlace["hash"]>;
  /** Signers whose missing keys were told of. */
  readonly missed: Set<Address>;
  lookedForUndoneAt: Date | null;
}

export function newSendingMemory(): SendingMemory {
  return { watchedAt: new Map(), missed: new Set(), lookedForUndoneAt: null };
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
  const signing = signingLanes(context);
  const busy = await busyOf(context, memory, signing);
  const opened = isUndoneDue(context, memory) ? await context.inTx((tx) => listOpened(tx, chainId)) : [];
  const mayBeUndone = signing.filter(({ signer }) => opened.includes(signer));
  if (busy.length === 0 && mayBeUndone.length === 0) return false;

  const head = await context.gateway.head();
  const moved = await Promise.all([
    ...busy.map((lane) => guarded(context, lane, () => passLane({ context, memory, lane, head }))),
    ...mayBeUndone.map((lane) => guarded(context, lane, () => restoreUndone(context, lane, head))),
  ]);
  return moved.includes(true);
}

function signingLanes({ gateway }: SendingContext): SigningLane[] {
  return LANES.flatMap((lane) =>
    gateway.signersOf(lane).map((signer, index) => ({ lane, signer, isPresent: index === 0 })),
  );
}

/** Those of our signers that have something to do; of work that waits for a key we lack is told once. */
async function busyOf(
  context: SendingContext,
  memory: SendingMemory,
  signing: readonly SigningLane[],
): Promise<SigningLane[]> {
  const busy = await context.inTx((tx) => listBusy(tx, context.gateway.chainId));
  for (const { lane, signer } of busy) {
    if (signer === null || signing.some((ours) => ours.signer === signer) || memory.missed.has(signer))
      continue;
    memory.missed.add(signer);
    context.notice({ kind: "KEY_MISSING", lane, signer });
  }
  return signing.filter((ours) =>
    busy.some(
      ({ lane, signer }) =>
        ours.signer === signer || (signer === null && ours.isPresent && ours.lane === lane),
    ),
  );
}

function isUndoneDue({ clock, policy }: SendingContext, memory: SendingMemory): boolean {
  const now = clock.now();
  const last = memory.lookedForUndoneAt;
  if (last && now.getTime() - last.getTime() < policy.rebroadcastAfterMs) return false;
  memory.lookedForUndoneAt = now;
  return true;
}

async function guarded(
  context: SendingContext,
  { lane, signer }: SigningLane,
  work: () => Promise<boolean>,
): Promise<boolean> {
  try {
    return await work();
  } catch (error) {
    context.notice({ kind: "LANE_FAILED", lane, signer, error });
    return false;
  }
}

async function passLane(order: {
  context: SendingContext;
  memory: SendingMemory;
  lane: SigningLane;
  head: BlockPlace;
}): Promise<boolean> {
  const { context, memory, lane, head } = order;
  let moved = false;
  // At the same head the chain shows the same.
  if (memory.watchedAt.get(lane.signer) !== head.hash) {
    moved = await watchLane(context, lane, head);
    if (!(await keepStep(context, lane, head))) return moved;
    memory.watchedAt.set(lane.signer, head.hash);
  }
  moved = (await admitPlanned(context, lane)) || moved;
  await bumpLowest(context, lane, await broadcastSigned(context, lane));
  return moved;
}
