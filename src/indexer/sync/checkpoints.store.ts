import type { Tx } from "../../db/withTx.ts";
import type { BlockRef } from "../../kernel/facts/chainFact.ts";
import type { Bytes32, ChainId } from "../../kernel/ids/chainIds.ts";
import type { UnixSeconds } from "../../kernel/time/clock.ts";
import { CheckpointMoved } from "../indexer.errors.ts";

/** The last block whose facts have been taken in, and how far they are final. */
export interface Checkpoint extends BlockRef {
  readonly timestamp: UnixSeconds;
}

export async function readCheckpoint(tx: Tx, chainId: ChainId): Promise<Checkpoint | undefined> {
  const row = await tx
    .selectFrom("indexer_checkpoints")
    .selectAll()
    .where("chain_id", "=", chainId)
    .executeTakeFirst();
  return (
    row && {
      chainId,
      number: row.block_number,
      hash: row.block_hash as Bytes32,
      timestamp: row.block_timestamp as UnixSeconds,
      finalizedNumber: row.finalized_number,
    }
  );
}

/** The checkpoint, which stays where it is until the transaction ends. */
export async function lockCheckpoint(tx: Tx, chainId: ChainId): Promise<Checkpoint> {
  await tx
    .selectFrom("indexer_checkpoints")
    .select("chain_id")
    .where("chain_id", "=", chainId)
    .forUpdate()
    .execute();
  const checkpoint = await readCheckpoint(tx, chainId);
  if (!checkpoint) throw new Error(`${chainId} was never followed`);
  return checkpoint;
}

/** Starts a chain; does nothing when another process has. */
export async function insertCheckpoint(tx: Tx, checkpoint: Checkpoint): Promise<void> {
  await tx
    .insertInto("indexer_checkpoints")
    .values({ chain_id: checkpoint.chainId, ...columnsOf(checkpoint) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Moves the checkpoint. @throws CheckpointMoved unless it is still where it was read */
export async function moveCheckpoint(tx: Tx, from: Checkpoint, to: Checkpoint): Promise<void> {
  const moved = await tx
    .updateTable("indexer_checkpoints")
    .set(columnsOf(to))
    .where("chain_id", "=", from.chainId)
    .where("block_number", "=", from.number)
    .where("block_hash", "=", from.hash)
    .executeTakeFirst();
  if (moved.numUpdatedRows !== 1n) throw new CheckpointMoved(from.chainId);
}

function columnsOf({ number, hash, timestamp, finalizedNumber }: Checkpoint) {
  return {
    block_number: number,
    block_hash: hash,
    block_timestamp: timestamp,
    finalized_number: finalizedNumber,
  };
}
