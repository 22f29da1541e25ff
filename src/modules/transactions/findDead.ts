import type { Tx } from "../../db/withTx.ts";
import type { ChainTransactionId } from "../../kernel/ids/ids.ts";
import { type DeadTransaction, isDead } from "./transaction.ts";
import { lockTransaction } from "./transactions.store.ts";

/**
 * The transaction, if it is proven that it will do nothing; undefined when it may do something yet.
 * Shape: keeps it as it is until the caller's transaction ends, so that no death is told in between.
 */
export async function findDead(tx: Tx, id: ChainTransactionId): Promise<DeadTransaction | undefined> {
  const transaction = await lockTransaction(tx, id);
  return transaction && isDead(transaction) ? transaction : undefined;
}
