import { listAttempts } from "./attempts.store.ts";
import type { BlockPlace, ChainTransaction, SigningLane } from "./transaction.ts";
import type { SendingContext } from "./transactions.context.ts";
import { changeTransaction, listEndedFrom } from "./transactions.store.ts";

/**
 * Sends again what was final and is on the chain no more: a reorg deeper than finality took it, and every later nonce
 * of the lane waits for it. Its status stays, since what is sent is the very transaction that was final.
 * Returns whether there was any.
 */
export async function restoreUndone(
  context: SendingContext,
  { signer }: SigningLane,
  head: BlockPlace,
): Promise<boolean> {
  const { gateway, inTx } = context;
  const nonce = await gateway.nonceAt(signer, head);
  const { undone, attempts } = await inTx(async (tx) => {
    const ended = await listEndedFrom(tx, { chainId: gateway.chainId, signer, nonce });
    const due = ended.filter((transaction) => isGone(context, transaction, head));
    return {
      undone: due,
      attempts: await listAttempts(
        tx,
        due.map(({ id }) => id),
      ),
    };
  });
  for (const transaction of undone) {
    const version = attempts.get(transaction.id)?.find(({ hash }) => hash === transaction.hash);
    if (!version) throw new Error(`${transaction.id} was mined but has no signed version`);
    const at = context.clock.now();
    const { id, status } = transaction;
    await inTx((tx) => changeTransaction(tx, transaction, { status, at, broadcastAt: at }));
    context.notice({ kind: "UNDONE", id, reason: "a reorg deeper than finality took it; it is sent again" });
    await gateway.broadcast(version.raw);
  }
  return undone.length > 0;
}

/** A node that has not reached the block yet proves nothing. */
function isGone(context: SendingContext, transaction: ChainTransaction, head: BlockPlace): boolean {
  const { clock, policy } = context;
  const sentMs = transaction.broadcastAt?.getTime() ?? 0;
  const isRecent = clock.now().getTime() - sentMs < policy.rebroadcastAfterMs;
  return !isRecent && transaction.minedIn !== null && head.number >= transaction.minedIn.number;
}
