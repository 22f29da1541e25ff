import type { Tx } from "../../db/withTx.ts";
import type { ChainTransactionId } from "../../kernel/ids/ids.ts";
import type { ChainTransaction } from "./transaction.ts";
import { findTransactions } from "./transactions.store.ts";

/** Transactions by id, in the order asked for; undefined where there is none. */
export async function getTransactions(
  tx: Tx,
  ids: readonly ChainTransactionId[],
): Promise<(ChainTransaction | undefined)[]> {
  const found = new Map(
    (await findTransactions(tx, ids)).map((transaction) => [transaction.id, transaction]),
  );
  return ids.map((id) => found.get(id));
}
