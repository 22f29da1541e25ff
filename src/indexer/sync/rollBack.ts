import type { Tx } from "../../db/withTx.ts";
import type { FactHandlers } from "../factHandler.ts";
import { orphanBlocksAbove, type StoredBlock } from "./blocks.store.ts";
import { type Checkpoint, moveCheckpoint } from "./checkpoints.store.ts";
import { listFactsAbove, setFactStates } from "./facts.store.ts";

/**
 * Undoes everything above a block that both chains have, last fact first, and moves the checkpoint there, all in the
 * caller's transaction. Facts become ORPHANED and stay. Returns how many were undone and the new checkpoint.
 * @throws CheckpointMoved when another process was faster
 */
export async function rollBack(
  tx: Tx,
  order: { checkpoint: Checkpoint; ancestor: StoredBlock; handlers: FactHandlers },
): Promise<{ checkpoint: Checkpoint; undone: number }> {
  const { checkpoint, ancestor, handlers } = order;
  const { chainId } = checkpoint;
  const finalizedNumber = Math.min(checkpoint.finalizedNumber, ancestor.number);
  const next: Checkpoint = { chainId, ...ancestor, finalizedNumber };
  await moveCheckpoint(tx, checkpoint, next);
  const facts = await listFactsAbove(tx, chainId, ancestor.number);
  for (const fact of facts) {
    await setFactStates(tx, [fact], "ORPHANED");
    await handlers[fact.name].undo(tx, fact);
  }
  await orphanBlocksAbove(tx, chainId, ancestor.number);
  return { checkpoint: next, undone: facts.length };
}
