import { RpcRefused } from "../../chain/rpc/rpc.errors.ts";
import { SYSTEM, type Tx, withTx } from "../../db/withTx.ts";
import { CheckpointMoved } from "../indexer.errors.ts";
import { readCheckpoint } from "./checkpoints.store.ts";
import { depositWatch } from "./depositWatch.ts";
import { type Fetched, fetchFinalSegment, fetchRecentSegment } from "./fetchSegment.ts";
import type { FollowContext } from "./followChain.ts";
import { RangeSize } from "./rangeSize.ts";
import { type Repair, repairSegment } from "./repairSegment.ts";

/** What a rescan found; nothing was wrong when the last two are zero. */
export interface Rescan extends Repair {
  readonly from: number;
  /** The last block that was read again: where the indexer stood. */
  readonly to: number;
}

type RescanContext = Pick<FollowContext, "chain" | "source" | "database" | "handlers" | "mostRecipients">;

/** A reorganisation or a busy indexer may be in the way of a range, but not for ever. */
const MOST_ATTEMPTS = 20;
/** Logs of so many blocks are asked for at once, unless a provider wants less. */
const BLOCKS_AT_ONCE = 500;
/** They are repaired in one transaction. */
const FACTS_AT_ONCE = 1_000;

/**
 * Reads again what the indexer has read from a block on, and repairs what differs: facts that were missed are taken in
 * with all that follows from them, and facts that the chain does not have are taken back. Safe while an indexer follows
 * the chain; a fact that is there already is never taken in twice.
 * @throws Error when the chain was never followed, or when it does not hold still
 */
export async function rescanChain(context: RescanContext, from: number): Promise<Rescan> {
  const { chain, database } = context;
  const inTx = <T>(work: (tx: Tx) => Promise<T>) => withTx(database, SYSTEM, work);
  const first = Math.max(from, chain.startBlock);
  const range = new RangeSize({ largest: BLOCKS_AT_ONCE, mostFacts: FACTS_AT_ONCE });
  let [next, added, undone, attempts] = [first, 0, 0, 0];
  for (;;) {
    const checkpoint = await inTx((tx) => readCheckpoint(tx, chain.id));
    if (!checkpoint) throw new Error(`${chain.id} was never followed`);
    if (next > checkpoint.number) return { from: first, to: next - 1, added, undone };
    const isFinal = next <= checkpoint.finalizedNumber;
    const last = Math.min(next + range.blocks - 1, isFinal ? checkpoint.finalizedNumber : checkpoint.number);
    const fetched = await fetchRange(context, { from: next, to: last, isFinal, range });
    const repair = fetched && (await repairFetched(context, { fetched, from: next, inTx }));
    if (repair) {
      [next, added, undone, attempts] = [last + 1, added + repair.added, undone + repair.undone, 0];
    } else if (++attempts === MOST_ATTEMPTS) {
      throw new Error(`${chain.id} does not hold still from block ${next} on; try again later`);
    }
  }
}

/** Undefined when the provider wants a shorter range, which is asked for next. */
async function fetchRange(
  { chain, source, database, mostRecipients }: RescanContext,
  { from, to, isFinal, range }: { from: number; to: number; isFinal: boolean; range: RangeSize },
): Promise<Fetched | undefined> {
  const deposits = depositWatch(chain.id, (work) => withTx(database, SYSTEM, work), mostRecipients);
  const order = { source, contracts: chain.contracts, deposits, parentHash: null, from, to };
  try {
    const fetched = await (isFinal ? fetchFinalSegment(order) : fetchRecentSegment(order));
    if (fetched.outcome === "SEGMENT")
      range.fit({ blocks: to - from + 1, facts: fetched.segment.facts.length });
    return fetched;
  } catch (error) {
    const isAboutRange = error instanceof RpcRefused && error.method === "eth_getLogs" && range.shrink();
    if (!isAboutRange) throw error;
    return undefined;
  }
}

/** Undefined when what was fetched is not what the indexer stands on now. */
async function repairFetched(
  { chain, handlers }: Pick<FollowContext, "chain" | "handlers">,
  order: { fetched: Fetched; from: number; inTx: <T>(work: (tx: Tx) => Promise<T>) => Promise<T> },
): Promise<Repair | undefined> {
  const { fetched, from, inTx } = order;
  if (fetched.outcome !== "SEGMENT") return undefined;
  try {
    const { segment } = fetched;
    return await inTx((tx) => repairSegment(tx, { chainId: chain.id, segment, from, handlers }));
  } catch (error) {
    if (error instanceof CheckpointMoved) return undefined;
    throw error;
  }
}
