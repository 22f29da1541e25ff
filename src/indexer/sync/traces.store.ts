import type { Tx } from "../../db/withTx.ts";
import type { ChainId, TxHash } from "../../kernel/ids/chainIds.ts";
import type { ChainTransactionId } from "../../kernel/ids/ids.ts";

/** Where a transaction of ours left facts. */
export interface FactsPlace {
  readonly blockNumber: number;
  readonly txHash: TxHash;
}

/** The transactions whose facts become final at this height, first first; those taken in later are not among them. */
export async function listBecomingFinal(tx: Tx, chainId: ChainId, upTo: number): Promise<FactsPlace[]> {
  const rows = await tx
    .selectFrom("chain_facts")
    .select(["block_number", "tx_hash"])
    .distinct()
    .where("chain_id", "=", chainId)
    .where("state", "=", "SEEN")
    .where("block_number", "<=", upTo)
    .orderBy("block_number")
    .execute();
  return rows.map((row) => ({ blockNumber: row.block_number, txHash: row.tx_hash as TxHash }));
}

/** Those of the transactions that were planned in a trace. */
export async function readTraces(
  tx: Tx,
  hashes: readonly TxHash[],
): Promise<ReadonlyMap<TxHash, { id: ChainTransactionId; traceparent: string | null }>> {
  if (hashes.length === 0) return new Map();
  const rows = await tx
    .selectFrom("chain_transaction_attempts as a")
    .innerJoin("chain_transactions as t", "t.id", "a.transaction_id")
    .select(["a.hash", "t.id", "t.traceparent"])
    .where("a.hash", "in", hashes)
    .where("t.traceparent", "is not", null)
    .execute();
  return new Map(
    rows.map((row) => [
      row.hash as TxHash,
      { id: row.id as ChainTransactionId, traceparent: row.traceparent },
    ]),
  );
}
