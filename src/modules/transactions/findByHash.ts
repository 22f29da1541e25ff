import type { Tx } from "../../db/withTx.ts";
import type { TxHash } from "../../kernel/ids/chainIds.ts";
import type { ChainTransaction } from "./transaction.ts";
import { findTransactionByHash } from "./transactions.store.ts";

/** The transaction that this hash is a signed version of; undefined when we signed no such thing. */
export async function findByHash(tx: Tx, hash: TxHash): Promise<ChainTransaction | undefined> {
  return findTransactionByHash(tx, hash);
}
