import type { BlockSource } from "../../chain/rpc/chainReader.ts";
import type { Tx } from "../../db/withTx.ts";
import { listBlocksDown, type StoredBlock } from "./blocks.store.ts";
import type { Checkpoint } from "./checkpoints.store.ts";

/** Blocks that are compared per look into the database. */
const PAGE = 32;

/**
 * The highest block that we hold and the node's chain has too; the block before the first with a fact of ours when
 * no block that we hold is left.
 */
export async function findAncestor(order: {
  source: BlockSource;
  checkpoint: Checkpoint;
  startBlock: number;
  inTx: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
}): Promise<StoredBlock> {
  const { source, checkpoint, startBlock, inTx } = order;
  let from = checkpoint.number - 1; // the checkpoint itself was compared by its child
  for (;;) {
    const page = await inTx((tx) => listBlocksDown(tx, checkpoint.chainId, from, PAGE));
    for (const block of page) {
      if ((await source.headerAt(block.number))?.hash === block.hash) return block;
    }
    const lowest = page.at(-1);
    if (!lowest) return firstBlock(source, startBlock);
    from = lowest.number - 1;
  }
}

/** The block on which reading starts. */
export async function firstBlock(source: BlockSource, startBlock: number): Promise<StoredBlock> {
  const header = await source.headerAt(Math.max(0, startBlock - 1));
  if (!header) throw new Error(`the node has no block ${startBlock - 1} yet`);
  return { number: header.number, hash: header.hash, timestamp: header.timestamp };
}
