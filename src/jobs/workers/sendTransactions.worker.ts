import type { Database } from "../../db/database.ts";
import { SYSTEM, withTx } from "../../db/withTx.ts";
import { type SendingContext, sendTransactions } from "../../modules/transactions/index.ts";
import type { Pass } from "../loop.ts";

/** Sends one chain's planned transactions and watches those that were sent. */
export function sendTransactionsPass(database: Database, sending: Omit<SendingContext, "inTx">): Pass {
  const context: SendingContext = { ...sending, inTx: (work) => withTx(database, SYSTEM, work) };
  return () => sendTransactions(context);
}
