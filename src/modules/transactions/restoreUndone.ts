import type { BlockPlace, ChainTransaction, SigningLane } from "./transaction.ts";
import type { SendingContext } from "./transactions.context.ts";
import { changeTransaction, listUndone } from "./transactions.store.ts";

/**
 * Opens again what had ended in a block that is on the chain no more: a reorg deeper than finality took it. It is sent
 * and watched like any other from there on, since it may end otherwise this time.
 * Returns whether there was any.
 */
export async function restoreUndone(
  context: SendingContext,
  { signer }: SigningLane,
  head: BlockPlace,
): Promise<boolean> {
  const { gateway, inTx, clock } = context;
  const nonce = await gateway.nonceAt(signer, head);
  const ended = await inTx((tx) => listUndone(tx, { chainId: gateway.chainId, signer, nonce }));
  let moved = false;
  for (const transaction of ended) {
    if (!(await isGone(context, transaction, head))) continue;
    const change = { status: "BROADCAST" as const, at: clock.now(), minedIn: null, broadcastAt: null };
    const reopened = await inTx((tx) => changeTransaction(tx, transaction, change));
    if (!reopened) continue;
    const reason = "a reorg deeper than finality took it; it is sent again";
    context.notice({ kind: "UNDONE", id: transaction.id, reason });
    moved = true;
  }
  return moved;
}

/** A node that has not reached the block yet proves nothing. */
async function isGone(
  { gateway }: SendingContext,
  { minedIn }: ChainTransaction,
  head: BlockPlace,
): Promise<boolean> {
  if (minedIn === null || head.number < minedIn.number) return false;
  return (await gateway.blockHashAt(minedIn.number)) !== minedIn.hash;
}
