import { sideBySide } from "../../db/gathered.ts";
import type { Tx } from "../../db/withTx.ts";
import type { ChainFact } from "../../kernel/facts/chainFact.ts";
import type { FactHandlers } from "../factHandler.ts";
import { pruneBlocks, saveBlocks } from "./blocks.store.ts";
import { type Checkpoint, moveCheckpoint } from "./checkpoints.store.ts";
import {
  endWaiting,
  listConfirmedFacts,
  listUnfinalFacts,
  type PlacedFact,
  setFactStates,
  storeFacts,
} from "./facts.store.ts";
import type { Segment } from "./fetchSegment.ts";
import { wavesOf } from "./wavesOf.ts";

/**
 * Takes in a segment that continues the checkpoint: what it confirms and makes final, its own facts and their effects,
 * and the checkpoint, all in the caller's transaction. Returns the new checkpoint.
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
  await confirmFacts(tx, next, handlers);
  await finalizeFacts(tx, await listUnfinalFacts(tx, chainId, finalizedNumber), handlers);
  await applyFacts(tx, segment.facts, { handlers, finalizedNumber });
  await confirmFacts(tx, next, handlers); // a segment may bring the confirmations of its own facts
  await pruneBlocks(tx, chainId, { from: checkpoint.finalizedNumber, below: finalizedNumber });
  return next;
}

/**
 * Stores facts, given in chain order, and tells of them: each is there when its turn comes, and none that depends on it
 * is before. Those up to the final block are final from the start.
 */
export async function applyFacts(
  tx: Tx,
  facts: readonly PlacedFact[],
  { handlers, finalizedNumber }: { handlers: FactHandlers; finalizedNumber: number },
): Promise<void> {
  const keys = await sideBySide(facts, ({ place, body }) =>
    handlers[body.name].keyOf(tx, { ...place, ...body }),
  );
  for (const wave of wavesOf(facts, keys)) {
    const stored = await storeFacts(tx, wave, finalizedNumber);
    await sideBySide(stored, (fact) =>
      handlers[fact.name].apply(tx, fact, fact.blockNumber <= finalizedNumber),
    );
  }
}

/**
 * Tells of every fact that waited for confirmations and has them at this checkpoint. A chain that became shorter takes
 * no confirmation back: a fact that counts does so until it is undone.
 */
export async function confirmFacts(tx: Tx, checkpoint: Checkpoint, handlers: FactHandlers): Promise<void> {
  const facts = await listConfirmedFacts(tx, checkpoint.chainId, checkpoint);
  const keys = await sideBySide(facts, (fact) => handlers[fact.name].keyOf(tx, fact));
  for (const wave of wavesOf(facts, keys)) {
    await endWaiting(tx, wave);
    await sideBySide(wave, (fact) => handlers[fact.name].confirm(tx, fact));
  }
}

/** Marks facts, given in chain order, as FINAL, and tells of it. */
export async function finalizeFacts(
  tx: Tx,
  facts: readonly ChainFact[],
  handlers: FactHandlers,
): Promise<void> {
  const keys = await sideBySide(facts, (fact) => handlers[fact.name].keyOf(tx, fact));
  for (const wave of wavesOf(facts, keys)) {
    await setFactStates(tx, wave, "FINAL");
    await sideBySide(wave, (fact) => handlers[fact.name].finalize(tx, fact));
  }
}
