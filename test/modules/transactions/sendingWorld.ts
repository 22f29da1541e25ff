import type { ChainReader } from "../../../src/chain/rpc/chainReader.ts";
import { finalHeight } from "../../../src/chain/rpc/finalHeight.ts";
import { TransactionSender } from "../../../src/chain/signer/transactionSender.ts";
import type { Database } from "../../../src/db/database.ts";
import { SYSTEM, type Tx, withTx } from "../../../src/db/withTx.ts";
import type { ContractCall } from "../../../src/kernel/facts/contractCall.ts";
import type { Finality } from "../../../src/kernel/facts/finality.ts";
import type { Address } from "../../../src/kernel/ids/chainIds.ts";
import type { ChainTransactionId } from "../../../src/kernel/ids/ids.ts";
import {
  type ChainTransaction,
  type DeadTransaction,
  getTransactions,
  type Lane,
  newSendingMemory,
  planTransaction,
  type SendingContext,
  type SendingNotice,
  type SendingPolicy,
  sendTransactions,
  type TransactionGateway,
} from "../../../src/modules/transactions/index.ts";
import type { BlockPlace } from "../../../src/modules/transactions/transaction.ts";
import { freshDatabase } from "../../fixtures/database.ts";
import { registerChain, startTestChain, type TestChain } from "../../fixtures/testChain.ts";

export const FINALITY_DEPTH = 4;

const BY_DEPTH: Finality = { kind: "DEPTH", depth: FINALITY_DEPTH };

export const policy: SendingPolicy = {
  maxInFlight: 16,
  bumpAfterMs: 30_000,
  rebroadcastAfterMs: 15_000,
  refusalGraceMs: 2_000,
  refusalRetryMs: 10_000,
  gasMarginBps: 3_000,
  bumpBps: 1_250,
  maxFeeMultiple: 5,
  maxFeePerGasCap: 10n ** 12n,
};

/** One database and one chain, with a clock that tests move. */
export interface SendingWorld {
  readonly chain: TestChain;
  readonly database: Database;
  readonly gateway: TransactionGateway;
  readonly deaths: DeadTransaction[];
  readonly notices: SendingNotice[];
  now: Date;
  context(overrides?: Partial<SendingContext>): SendingContext;
  inTx<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  plan(call: ContractCall, lane?: Lane, from?: Address): Promise<ChainTransaction>;
  read(id: ChainTransactionId): Promise<ChainTransaction>;
  pass(overrides?: Partial<SendingContext>): Promise<void>;
  /** Keeps a block as one that a reorg took. */
  orphan(block: BlockPlace): Promise<void>;
  close(): Promise<void>;
}

export async function openSendingWorld(shared?: TestChain): Promise<SendingWorld> {
  const chain = shared ?? (await startTestChain());
  const { database, drop } = await freshDatabase();
  await registerChain(database, chain, FINALITY_DEPTH);
  const gateway: TransactionGateway = senderOf(chain, chain.reader);
  const world: SendingWorld = {
    chain,
    database,
    gateway,
    deaths: [],
    notices: [],
    now: new Date("2026-11-22T12:00:00Z"),
    context: (overrides = {}) => ({
      gateway,
      policy,
      clock: { now: () => world.now },
      startedAt: new Date("2026-11-22T11:00:00Z"),
      inTx: world.inTx,
      finalFactsThrough: async () => (await gateway.head()).number,
      transactionDied: async (_tx, dead) => void world.deaths.push(dead),
      notice: (notice) => void world.notices.push(notice),
      ...overrides,
    }),
    inTx: (work) => withTx(database, SYSTEM, work),
    plan: (call, lane = "capture", from) =>
      world.inTx((tx) =>
        planTransaction(tx, {
          chainId: chain.chainId,
          lane,
          purpose: "test",
          call,
          at: world.now,
          ...(from && { from }),
        }),
      ),
    async read(id) {
      const [found] = await world.inTx((tx) => getTransactions(tx, [id]));
      if (!found) throw new Error(`${id} is gone`);
      return found;
    },
    async pass(overrides) {
      const context = world.context(overrides);
      await sendTransactions(context, newSendingMemory());
      const failed = world.notices.find((notice) => notice.kind === "LANE_FAILED");
      if (failed?.kind === "LANE_FAILED") throw failed.error;
    },
    orphan: ({ number, hash }) =>
      world.inTx(async (tx) => {
        const header = { number, hash, parent_hash: hash, block_timestamp: 0, canonical: false };
        await tx
          .insertInto("chain_blocks")
          .values({ chain_id: chain.chainId, ...header })
          .execute();
      }),
    async close() {
      await drop();
      if (!shared) await chain.close();
    },
  };
  return world;
}

export function senderOf(
  chain: Pick<TestChain, "rpc" | "laneSigners">,
  reader: ChainReader,
  finality: Finality = BY_DEPTH,
): TransactionGateway {
  const finalNumberAt = (head: number) => finalHeight(reader, finality, head);
  return new TransactionSender(reader, chain.rpc, chain.laneSigners, finalNumberAt);
}

export function later(world: SendingWorld, ms: number): void {
  world.now = new Date(world.now.getTime() + ms);
}
