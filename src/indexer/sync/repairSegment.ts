import type { Tx } from "../../db/withTx.ts";
import type { ChainId } from "../../kernel/ids/chainIds.ts";
import type { FactHandlers } from "../factHandler.ts";
import { CheckpointMoved } from "../indexer.errors.ts";
import { listBlocksDown, saveBlocks } from "./blocks.store.ts";
import { type Checkpoint, lockCheckpoint } from "./checkpoints.store.ts";
import { listFactsBetween, placeKey, setFactStates } from "./facts.store.ts";
import type { Segment } from "./fetchSegment.ts";
import { applyFacts, confirmFacts } from "./takeSegment.ts";

export interface Repair {
  /** Facts that the chain has and we had not. */
  readonly added: number;
  /** Facts that we had and the chain has not. */
  readonly undone: number;
}

/**
 * Makes the facts of blocks that were taken in before those of a segment fetched anew, all in the caller's transaction.
 * The lock on the checkpoint keeps the indexer where it is meanwhile.
 * @throws CheckpointMoved when the indexer stands on other blocks than those that were fetched
 */
export async function repairSegment(
  tx: Tx,
  order: { chainId: ChainId; segment: Segment; from: number; handlers: FactHandlers },
): Promise<Repair> {
  const { chainId, segment, from, handlers } = order;
  const checkpoint = await lockCheckpoint(tx, chainId);
  const { finalizedNumber } = checkpoint;
  await requireSameBlocks(tx, checkpoint, segment);
  const known = await listFactsBetween(tx, chainId, { from, to: segment.last.number });
  const present = new Set(segment.facts.map(({ place }) => placeKey(place)));
  const surplus = known.filter((fact) => !present.has(placeKey(fact))).reverse();
  for (const fact of surplus) {
    await setFactStates(tx, [fact], "ORPHANED");
    await handlers[fact.name].undo(tx, fact);
  }
  const held = new Set(known.map(placeKey));
  const missed = segment.facts.filter(({ place }) => !held.has(placeKey(place)));
  const blocks = new Set(missed.map(({ place }) => place.blockHash));
  await saveBlocks(
    tx,
    chainId,
    segment.headers.filter(({ hash }) => blocks.has(hash)),
  );
  await applyFacts(tx, missed, { handlers, finalizedNumber });
  await confirmFacts(tx, checkpoint, handlers);
  return { added: missed.length, undone: surplus.length };
}

/** Of final blocks we keep no headers; of all others each must be ours. */
async function requireSameBlocks(
  tx: Tx,
  { chainId, number, finalizedNumber }: Checkpoint,
  { headers, last }: Segment,
): Promise<void> {
  if (last.number > number) throw new CheckpointMoved(chainId);
  if (last.number <= finalizedNumber) return;
  const stored = await listBlocksDown(tx, chainId, last.number, headers.length);
  const ours = new Set(stored.map(({ hash }) => hash));
  const others = headers.filter((header) => header.number > finalizedNumber && !ours.has(header.hash));
  if (others.length > 0) throw new CheckpointMoved(chainId);
}
