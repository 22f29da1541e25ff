import type { Tx } from "../../db/withTx.ts";
import type { ChainTransactionId } from "../../kernel/ids/ids.ts";
import { failPayout } from "./endPayout.ts";
import type { Payout } from "./payout.ts";
import type { PayoutsContext } from "./payouts.context.ts";
import { lockPayoutsOfTransaction, savePayout } from "./payouts.store.ts";
import { lockRecipientsOfTransaction, saveRecipient } from "./recipients.store.ts";

/**
 * Takes note that a transaction will never do what it was planned for: REFUSED or WITHDRAWN before it took a nonce,
 * REVERTED or DROPPED at a final block. Its payouts are proven not to have happened unless a fact says otherwise; those
 * of a withdrawn one wait for the next batch.
 */
export async function transactionDied(
  tx: Tx,
  dead: { id: ChainTransactionId; status: string; failure: string | null },
  context: PayoutsContext,
): Promise<void> {
  const at = context.clock.now();
  const failure = dead.failure ?? dead.status;
  for (const payout of await lockPayoutsOfTransaction(tx, dead.id)) {
    if (payout.status !== "SUBMITTED") continue;
    if (dead.status === "WITHDRAWN") await makeReady(tx, payout, at);
    else await failPayout(tx, payout, { failure, at });
  }
  for (const recipient of await lockRecipientsOfTransaction(tx, dead.id)) {
    if (recipient.status !== "PENDING") continue;
    const after =
      dead.status === "WITHDRAWN"
        ? { ...recipient, transactionId: null }
        : { ...recipient, status: "FAILED" as const, failure };
    await saveRecipient(tx, { ...after, updatedAt: at });
  }
}

/** Its batch was never signed and never will be: it takes its place in another one. */
async function makeReady(tx: Tx, payout: Payout, at: Date): Promise<void> {
  const ready: Payout = {
    ...payout,
    status: "READY",
    batchHash: null,
    transactionId: null,
    updatedAt: at,
    version: payout.version + 1,
  };
  await savePayout(tx, ready, []);
}
