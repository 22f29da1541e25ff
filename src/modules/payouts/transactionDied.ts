import type { Tx } from "../../db/withTx.ts";
import type { ChainTransactionId } from "../../kernel/ids/ids.ts";
import { failPayout } from "./endPayout.ts";
import type { PayoutsContext } from "./payouts.context.ts";
import { lockPayoutsOfTransaction } from "./payouts.store.ts";
import { lockRecipientsOfTransaction, saveRecipient } from "./recipients.store.ts";

/**
 * Takes note that a transaction will never do what it was planned for: REFUSED before it took a nonce, REVERTED or
 * DROPPED at a final block. Its payouts are proven not to have happened unless a fact says otherwise.
 */
export async function transactionDied(
  tx: Tx,
  dead: { id: ChainTransactionId; status: string; failure: string | null },
  context: PayoutsContext,
): Promise<void> {
  const at = context.clock.now();
  const failure = dead.failure ?? dead.status;
  for (const payout of await lockPayoutsOfTransaction(tx, dead.id)) {
    if (payout.status === "SUBMITTED") await failPayout(tx, payout, { failure, at });
  }
  for (const recipient of await lockRecipientsOfTransaction(tx, dead.id)) {
    if (recipient.status === "PENDING")
      await saveRecipient(tx, { ...recipient, status: "FAILED", failure, updatedAt: at });
  }
}
