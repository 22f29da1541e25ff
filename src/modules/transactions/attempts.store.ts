import type { Tx } from "../../db/withTx.ts";
import type { Hex, TxHash } from "../../kernel/ids/chainIds.ts";
import type { ChainTransactionId } from "../../kernel/ids/ids.ts";
import type { Attempt } from "./transaction.ts";

/** Keeps a signed version; the same bytes again are the same version. */
export async function insertAttempt(
  tx: Tx,
  transactionId: ChainTransactionId,
  attempt: Attempt,
): Promise<void> {
  await tx
    .insertInto("chain_transaction_attempts")
    .values({
      hash: attempt.hash,
      transaction_id: transactionId,
      raw: attempt.raw,
      max_fee_per_gas: attempt.fees.maxFeePerGas,
      max_priority_fee_per_gas: attempt.fees.maxPriorityFeePerGas,
      signed_at: attempt.signedAt,
    })
    .onConflict((conflict) => conflict.column("hash").doNothing())
    .execute();
}

/** Every signed version of each transaction, the latest (which offers most) first. */
export async function listAttempts(
  tx: Tx,
  transactionIds: readonly ChainTransactionId[],
): Promise<Map<ChainTransactionId, Attempt[]>> {
  const attempts = new Map<ChainTransactionId, Attempt[]>(transactionIds.map((id) => [id, []]));
  if (transactionIds.length === 0) return attempts;
  const rows = await tx
    .selectFrom("chain_transaction_attempts")
    .selectAll()
    .where("transaction_id", "in", transactionIds)
    .orderBy("max_fee_per_gas", "desc")
    .orderBy("max_priority_fee_per_gas", "desc")
    .orderBy("signed_at", "desc")
    .execute();
  for (const row of rows) {
    attempts.get(row.transaction_id as ChainTransactionId)?.push({
      hash: row.hash as TxHash,
      raw: row.raw as Hex,
      fees: { maxFeePerGas: row.max_fee_per_gas, maxPriorityFeePerGas: row.max_priority_fee_per_gas },
      signedAt: row.signed_at,
    });
  }
  return attempts;
}
