import type { BlockHeader } from "../../chain/rpc/chainReader.ts";
import type { Tx } from "../../db/withTx.ts";
import type { Bytes32, ChainId } from "../../kernel/ids/chainIds.ts";
import type { UnixSeconds } from "../../kernel/time/clock.ts";

export interface StoredBlock {
  readonly number: number;
  readonly hash: Bytes32;
  readonly timestamp: UnixSeconds;
}

/** Keeps headers as canonical; one that a reorg had taken away may come back. */
export async function saveBlocks(tx: Tx, chainId: ChainId, headers: readonly BlockHeader[]): Promise<void> {
  if (headers.length === 0) return;
  const rows = headers.map((header) => ({
    chain_id: chainId,
    hash: header.hash,
    number: header.number,
    parent_hash: header.parentHash,
    block_timestamp: header.timestamp,
    canonical: true,
  }));
  await tx
    .insertInto("chain_blocks")
    .values(rows)
    .onConflict((conflict) => conflict.columns(["chain_id", "hash"]).doUpdateSet({ canonical: true }))
    .execute();
}

/** Canonical blocks that we hold at this height and below, highest first. */
export async function listBlocksDown(
  tx: Tx,
  chainId: ChainId,
  from: number,
  limit: number,
): Promise<StoredBlock[]> {
  const rows = await tx
    .selectFrom("chain_blocks")
    .select(["number", "hash", "block_timestamp"])
    .where("chain_id", "=", chainId)
    .where("number", "<=", from)
    .where("canonical", "=", true)
    .orderBy("number", "desc")
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    number: row.number,
    hash: row.hash as Bytes32,
    timestamp: row.block_timestamp as UnixSeconds,
  }));
}

export async function orphanBlocksAbove(tx: Tx, chainId: ChainId, number: number): Promise<void> {
  await tx
    .updateTable("chain_blocks")
    .set({ canonical: false })
    .where("chain_id", "=", chainId)
    .where("number", ">", number)
    .where("canonical", "=", true)
    .execute();
}

/** Forgets the headers that became final, save those of blocks with facts. */
export async function pruneBlocks(
  tx: Tx,
  chainId: ChainId,
  final: { from: number; below: number },
): Promise<void> {
  await tx
    .deleteFrom("chain_blocks")
    .where("chain_id", "=", chainId)
    .where("number", ">=", final.from)
    .where("number", "<", final.below)
    .where("canonical", "=", true)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("chain_facts")
            .select("id")
            .whereRef("chain_facts.chain_id", "=", "chain_blocks.chain_id")
            .whereRef("chain_facts.block_hash", "=", "chain_blocks.hash"),
        ),
      ),
    )
    .execute();
}
