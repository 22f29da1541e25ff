import type { Reader } from "../../db/read.ts";
import type { ChainTransactionId } from "../../kernel/ids/ids.ts";
import type { ChainTransaction } from "./transaction.ts";
import { findTransactions } from "./transactions.store.ts";

/** Transactions by id, in the order asked for; undefined where there is none. */
export async function getTransactions(
  db: Reader,
  ids: readonly ChainTransactionId[],
): Promise<(ChainTransaction | undefined)[]> {
  const found = new Map(
    (await findTransactions(db, ids)).map((transaction) => [transaction.id, transaction]),
  );
  return ids.map((id) => found.get(id));
}
