import type { BlockHeader, BlockSource } from "../../chain/rpc/chainReader.ts";
import { finalHeight } from "../../chain/rpc/finalHeight.ts";
import { ProvidersDisagree, RpcRefused } from "../../chain/rpc/rpc.errors.ts";
import type { Database } from "../../db/database.ts";
import { SYSTEM, type Tx, withTx } from "../../db/withTx.ts";
import type { BlockRef } from "../../kernel/facts/chainFact.ts";
import type { Bytes32, ChainId } from "../../kernel/ids/chainIds.ts";
import type { Clock } from "../../kernel/time/clock.ts";
import type { Chain } from "../../modules/assets/index.ts";
import type { FactHandlers } from "../factHandler.ts";
import { CheckpointMoved, GenesisMismatch } from "../indexer.errors.ts";
import { listBlocksDown } from "./blocks.store.ts";
import { type Checkpoint, insertCheckpoint, readCheckpoint } from "./checkpoints.store.ts";
import { type DepositWatch, depositWatch } from "./depositWatch.ts";
import { type Fetched, fetchFinalSegment, fetchRecentSegment, type Segment } from "./fetchSegment.ts";
import { findAncestor, firstBlock } from "./findAncestor.ts";
import type { FollowNotice, NoticeWithoutChain } from "./followNotice.ts";
import { partsOf } from "./partsOf.ts";
import { RangeSize } from "./rangeSize.ts";
import { rollBack } from "./rollBack.ts";
import { takeSegment } from "./takeSegment.ts";
import { traceSegment } from "./traceSegment.ts";

export interface FollowSettings {
  /** Most blocks per request for logs of final blocks. */
  readonly mostBlocksPerRange: number;
  /** Most headers per step near the head. */
  readonly mostHeadersPerStep: number;
  /** How many facts one request should bring at most. */
  readonly mostFactsPerRange: number;
  /** Most facts per database transaction, as long as a block has no more: its locks keep the merchants' commands waiting. */
  readonly mostFactsPerTransaction: number;
}

export const FOLLOW_SETTINGS: FollowSettings = {
  mostBlocksPerRange: 2_000,
  mostHeadersPerStep: 64,
  mostFactsPerRange: 3_000,
  mostFactsPerTransaction: 2_000,
};

/** What following a chain is given once, by src/app. */
export interface FollowContext {
  readonly chain: Chain;
  readonly source: BlockSource;
  readonly database: Database;
  readonly handlers: FactHandlers;
  readonly clock: Clock;
  readonly settings: FollowSettings;
  readonly notice: (notice: FollowNotice) => void;
  /** Deposit addresses that are named to the nodes; of more, all transfers are read. */
  readonly mostRecipients?: number;
}

export interface FollowStatus {
  readonly chainId: ChainId;
  /** Height of the node's head when it last answered. */
  readonly head: number | null;
  /** The last block taken in, and the last final one. */
  readonly asOf: BlockRef | null;
  /** Blocks between the two; null before the first step. */
  readonly lag: number | null;
  /** When a step last ended well. */
  readonly lastSuccess: Date | null;
  readonly lastError: string | null;
  readonly reorgs: number;
  readonly deepReorgs: number;
}

/** Follows one chain, step by step; several chains have a follower each. */
export class ChainFollower {
  readonly #context: FollowContext;
  readonly #range: RangeSize;
  readonly #inTx: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
  readonly #deposits: DepositWatch;
  #isVerified = false;
  #head: number | null = null;
  #checkpoint: Checkpoint | null = null;
  #ahead: Ahead | null = null;
  #lastSuccess: Date | null = null;
  #lastError: string | null = null;
  #reorgs = 0;
  #deepReorgs = 0;

  constructor(context: FollowContext) {
    this.#context = context;
    const { mostBlocksPerRange: largest, mostFactsPerRange: mostFacts } = context.settings;
    this.#range = new RangeSize({ largest, mostFacts });
    this.#inTx = (work) => withTx(context.database, SYSTEM, work);
    this.#deposits = depositWatch(context.chain.id, this.#inTx, context.mostRecipients);
  }

  status(): FollowStatus {
    const [head, checkpoint] = [this.#head, this.#checkpoint];
    return {
      chainId: this.#context.chain.id,
      head,
      asOf: checkpoint,
      lag: head === null || checkpoint === null ? null : Math.max(0, head - checkpoint.number),
      lastSuccess: this.#lastSuccess,
      lastError: this.#lastError,
      reorgs: this.#reorgs,
      deepReorgs: this.#deepReorgs,
    };
  }

  /** @throws GenesisMismatch, WrongChain: the node must not be read; RpcUnreachable: ask again */
  async verify(): Promise<void> {
    const { chain, source } = this.#context;
    await source.requireChain();
    const genesis = await source.headerAt(0);
    if (genesis?.hash !== chain.genesisHash)
      throw new GenesisMismatch(chain.id, chain.genesisHash, genesis?.hash);
    this.#isVerified = true;
  }

  /**
   * One step: takes in the next blocks, or undoes what a reorg replaced. Network first, then the database, in
   * transactions that each leave a whole number of blocks behind; it may stop anywhere, and the next step goes on from
   * the checkpoint.
   * Returns whether another step would find work at once.
   * @throws what the node, the database or a handler threw, after noting it in the status
   */
  async step(): Promise<boolean> {
    try {
      if (!this.#isVerified) await this.verify();
      const more = await this.#advance();
      this.#lastSuccess = this.#context.clock.now();
      this.#lastError = null;
      return more;
    } catch (error) {
      if (error instanceof CheckpointMoved) return true; // another process was faster; its checkpoint is ours now
      if (error instanceof ProvidersDisagree) {
        this.#notice({ kind: "UNSTABLE", reason: error.message });
        return false;
      }
      this.#lastError = error instanceof Error ? error.message : String(error);
      throw error;
    }
  }

  async #advance(): Promise<boolean> {
    const checkpoint = await this.#readOrStart();
    this.#checkpoint = checkpoint;
    const head = await this.#context.source.head();
    this.#head = head.number;
    if (head.number <= checkpoint.number) return this.#compareOldHead(checkpoint, head);

    const { source, chain } = this.#context;
    const finalizedNumber = await finalHeight(source, chain.finality, head.number);
    const isFinal = checkpoint.number + 1 <= finalizedNumber;
    const last = isFinal ? finalizedNumber : head.number;
    const ahead = await this.#fetchedAfter(checkpoint, finalizedNumber);
    const fetched = ahead ?? (await this.#fetch(checkpoint, last, isFinal));
    if (fetched === "SHRUNK") return true;
    switch (fetched.outcome) {
      case "REORG":
        await this.#undo(checkpoint);
        return true;
      case "UNSTABLE":
        this.#notice({ kind: "UNSTABLE", reason: fetched.reason });
        return false;
      case "SEGMENT":
        if (isFinal) this.#fetchAhead(fetched.segment.last, finalizedNumber);
        await this.#take(checkpoint, fetched.segment, finalizedNumber);
        return this.#checkpoint.number < head.number;
    }
  }

  async #readOrStart(): Promise<Checkpoint> {
    const { chain, source } = this.#context;
    const known = await this.#inTx((tx) => readCheckpoint(tx, chain.id));
    if (known) return known;
    const first = await firstBlock(source, chain.startBlock);
    const start: Checkpoint = { chainId: chain.id, ...first, finalizedNumber: first.number };
    await this.#inTx((tx) => insertCheckpoint(tx, start));
    return start;
  }

  /** A node whose head is not above ours is behind, or on another chain. */
  async #compareOldHead(checkpoint: Checkpoint, head: BlockHeader): Promise<boolean> {
    if (head.number === checkpoint.number) {
      if (head.hash === checkpoint.hash) return false;
      await this.#undo(checkpoint);
      return true;
    }
    const [ours] = await this.#inTx((tx) => listBlocksDown(tx, checkpoint.chainId, head.number, 1));
    // Behind, as far as we can tell; if it is on another chain, its next blocks will show it.
    if (ours?.number !== head.number || ours.hash === head.hash) return false;
    await this.#undo(checkpoint);
    return true;
  }

  /** Asks for the final blocks behind one while that one is still being taken in. */
  #fetchAhead({ number, hash }: BlockHeader, finalizedNumber: number): void {
    if (number >= finalizedNumber) return;
    const fetched = this.#fetch({ number, hash }, finalizedNumber, true);
    fetched.catch(() => undefined); // told to whoever asks for it; nobody may
    this.#ahead = { after: hash, fetched };
  }

  /** What was asked for ahead, if it is still what comes next, and still final: a node may have gone back since. */
  async #fetchedAfter(
    { hash }: Checkpoint,
    finalizedNumber: number,
  ): Promise<Fetched | "SHRUNK" | undefined> {
    const ahead = this.#ahead;
    this.#ahead = null;
    if (ahead?.after !== hash) return undefined;
    const fetched = await ahead.fetched;
    const isFinal =
      fetched === "SHRUNK" || fetched.outcome !== "SEGMENT" || fetched.segment.last.number <= finalizedNumber;
    return isFinal ? fetched : undefined;
  }

  async #fetch(
    checkpoint: Pick<Checkpoint, "number" | "hash">,
    last: number,
    isFinal: boolean,
  ): Promise<Fetched | "SHRUNK"> {
    const { chain, source, settings } = this.#context;
    const from = checkpoint.number + 1;
    const most = isFinal ? this.#range.blocks : Math.min(settings.mostHeadersPerStep, this.#range.blocks);
    const to = Math.min(last, from + most - 1);
    const order = {
      source,
      contracts: chain.contracts,
      deposits: this.#deposits,
      parentHash: checkpoint.hash,
      from,
      to,
    };
    try {
      const fetched = await (isFinal ? fetchFinalSegment(order) : fetchRecentSegment(order));
      if (fetched.outcome === "SEGMENT")
        this.#range.fit({ blocks: to - from + 1, facts: fetched.segment.facts.length });
      return fetched;
    } catch (error) {
      // Providers limit blocks, results and time, and name the limit each in its own words.
      if (!(error instanceof RpcRefused) || error.method !== "eth_getLogs" || !this.#range.shrink())
        throw error;
      this.#notice({ kind: "RANGE_SHRUNK", blocks: this.#range.blocks });
      return "SHRUNK";
    }
  }

  async #take(checkpoint: Checkpoint, fetched: Segment, finalizedNumber: number): Promise<void> {
    const { handlers, settings } = this.#context;
    const { chainId } = checkpoint;
    let reached = checkpoint;
    for (const segment of partsOf(fetched, settings.mostFactsPerTransaction)) {
      const from = reached;
      const { next, tellTraces } = await this.#inTx(async (tx) => {
        const tellTraces = await traceSegment(tx, { chainId, segment, finalizedNumber });
        return {
          next: await takeSegment(tx, { checkpoint: from, segment, finalizedNumber, handlers }),
          tellTraces,
        };
      });
      reached = next;
      this.#checkpoint = reached;
      await tellTraces();
    }
  }

  async #undo(checkpoint: Checkpoint): Promise<void> {
    const { chain, source, handlers } = this.#context;
    await this.verify(); // another chain altogether must not undo this one
    const { startBlock } = chain;
    const ancestor = await findAncestor({ source, checkpoint, startBlock, inTx: this.#inTx });
    const deep = ancestor.number < checkpoint.finalizedNumber;
    const after = await this.#inTx((tx) => rollBack(tx, { checkpoint, ancestor, handlers }));
    this.#checkpoint = after.checkpoint;
    this.#reorgs += 1;
    if (deep) this.#deepReorgs += 1;
    const { undone } = after;
    this.#notice({ kind: "REORG", deep, from: checkpoint.number, to: ancestor.number, undone });
  }

  #notice(notice: NoticeWithoutChain): void {
    this.#context.notice({ ...notice, chainId: this.#context.chain.id });
  }
}

/** A fetch of final blocks that was begun while those before them were being taken in. */
interface Ahead {
  /** Hash of the block that they follow. */
  readonly after: Bytes32;
  readonly fetched: Promise<Fetched | "SHRUNK">;
}
