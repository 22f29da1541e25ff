import type { Tx } from "../../db/withTx.ts";
import { planTransaction } from "../transactions/index.ts";
import type { PayoutsContext } from "./payouts.context.ts";
import { lockUnsubmitted, saveRecipient } from "./recipients.store.ts";

/** Plans the transactions that tell the contract of new recipients. Returns how many. */
export async function submitRecipients(tx: Tx, limit: number, context: PayoutsContext): Promise<number> {
  const recipients = await lockUnsubmitted(tx, limit);
  for (const recipient of recipients) {
    const { chainId, account, address } = recipient;
    const at = context.clock.now();
    const call = context.settlement.setRecipientCall({ chainId, account, recipient: address, allowed: true });
    const transaction = await planTransaction(tx, {
      chainId,
      lane: "admin",
      purpose: "setRecipient",
      call,
      traceparents: [recipient.traceparent],
      at,
    });
    await saveRecipient(tx, { ...recipient, transactionId: transaction.id, updatedAt: at });
  }
  return recipients.length;
}
