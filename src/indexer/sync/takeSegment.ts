import type { Tx } from "../../db/withTx.ts";
import type { FactHandlers } from "../factHandler.ts";
import { pruneBlocks, saveBlocks } from "./blocks.store.ts";
import { type Checkpoint, moveCheckpoint } from "./checkpoints.store.ts";
import { listUnfinalFacts, setFactState, storeFact } from "./facts.store.ts";
import type { Segment } from "./fetchSegment.ts";

/**
 * Takes in a segment that continues the checkpoint: facts, their effects, what became final, and the checkpoint, all
 * in the caller's transaction. Returns the new checkpoint.
 * @throws CheckpointMoved when another process was faster
 */
export async function takeSegment(
  tx: Tx,
  order: { checkpoint: Checkpoint; segment: Segment; finalizedNumber: number; handlers: FactHandlers },
): Promise<Checkpoint> {
  const { checkpoint, segment, handlers } = order;
  const { number, hash, timestamp } = segment.last;
  const { chainId } = checkpoint;
  const finalizedNumber = Math.max(checkpoint.finalizedNumber, Math.min(number, order.finalizedNumber));
  const next: Checkpoint = { chainId, number, hash, timestamp, finalizedNumber };
  await moveCheckpoint(tx, checkpoint, next); // first: its row lock keeps a second process out
  await saveBlocks(tx, chainId, segment.headers);
  for (const { place, body } of segment.facts) {
    await handlers[body.name].apply(tx, await storeFact(tx, place, body));
  }
  for (const fact of await listUnfinalFacts(tx, chainId, finalizedNumber)) {
    await setFactState(tx, fact.id, "FINAL");
    await handlers[fact.name].finalize(tx, fact);
  }
  await pruneBlocks(tx, chainId, { from: checkpoint.finalizedNumber, below: finalizedNumber });
  return next;
}
