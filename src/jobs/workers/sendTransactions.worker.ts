import { newSendingMemory, type SendingContext, sendTransactions } from "../../modules/transactions/index.ts";
import type { Pass } from "../loop.ts";

/** Sends one chain's planned transactions and watches those that were sent. */
export function sendTransactionsPass(context: SendingContext): Pass {
  const memory = newSendingMemory();
  return () => sendTransactions(context, memory);
}
