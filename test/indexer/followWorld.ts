import { sql } from "kysely";
import type { BlockSource, ChainLog } from "../../src/chain/rpc/chainReader.ts";
import { IPaymentCollector__factory } from "../../src/chain/typechain/factories/contracts/interfaces/IPaymentCollector.sol/IPaymentCollector__factory.ts";
import type { Database } from "../../src/db/database.ts";
import { SYSTEM, type Tx, withTx } from "../../src/db/withTx.ts";
import type { FactHandler } from "../../src/indexer/factHandler.ts";
import { factHandlers } from "../../src/indexer/handlers/factHandlers.ts";
import { ChainFollower, FOLLOW_SETTINGS, type FollowContext } from "../../src/indexer/sync/followChain.ts";
import type { FollowNotice } from "../../src/indexer/sync/followNotice.ts";
import type { ChainFact, PaymentTerms } from "../../src/kernel/facts/chainFact.ts";
import { IN_A_BLOCK } from "../../src/kernel/facts/confirmations.ts";
import { type Address, type Hex, ZERO_ADDRESS } from "../../src/kernel/ids/chainIds.ts";
import { systemClock, type UnixSeconds } from "../../src/kernel/time/clock.ts";
import { freshDatabase } from "../fixtures/database.ts";
import { registerChain, type TestChain } from "../fixtures/testChain.ts";

export const FINALITY_DEPTH = 6;

const collectorAbi = IPaymentCollector__factory.createInterface();

/** A database that follows a chain; its handlers write what they are told into a table of their own. */
export interface FollowWorld {
  readonly database: Database;
  readonly notices: FollowNotice[];
  context(): FollowContext;
  follower(overrides?: Partial<FollowContext>): ChainFollower;
  /** A follower that calls `afterEffect` after each effect, where it may throw: the process died there. */
  dying(afterEffect: () => void): ChainFollower;
  /** Steps until there is no more to do at once. */
  settle(follower: { step(): Promise<boolean> }): Promise<void>;
  /** What handlers were told, in order: `apply 12 0x…`, with height and payer; `apply-final` of what was final then. */
  effects(): Promise<string[]>;
  /** Where the canonical facts stand, in chain order. */
  standing(): Promise<{ blockNumber: number; txHash: string }[]>;
  /** Facts as they stand: state, height and salt, in chain order. */
  facts(): Promise<string[]>;
  drop(): Promise<void>;
}

/** @param given a database to use instead of a new one, for handlers of its own: it keeps no effects */
export async function openFollowWorld(
  chain: TestChain,
  given?: { readonly database: Database; readonly drop: () => Promise<void> },
): Promise<FollowWorld> {
  const { database, drop } = given ?? (await freshDatabase());
  await registerChain(database, chain, FINALITY_DEPTH);
  if (!given) {
    await database.runScript(`
      CREATE TABLE test_effects (serial bigint GENERATED ALWAYS AS IDENTITY, effect text NOT NULL);
      GRANT SELECT, INSERT ON test_effects TO tallystick_system;
      GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO tallystick_system;`);
  }
  const notices: FollowNotice[] = [];
  const recording = recorder();
  const world: FollowWorld = {
    database,
    notices,
    context: () => ({
      chain: {
        id: chain.chainId,
        name: "Test chain",
        livemode: false,
        genesisHash: chain.genesisHash,
        finality: { kind: "DEPTH", depth: FINALITY_DEPTH },
        confirmations: IN_A_BLOCK,
        contracts: chain.contracts,
        startBlock: chain.startBlock,
      },
      source: chain.reader,
      database,
      handlers: factHandlers(allOf(recording)),
      clock: systemClock,
      settings: FOLLOW_SETTINGS,
      notice: (notice) => void notices.push(notice),
    }),
    follower: (overrides = {}) => new ChainFollower({ ...world.context(), ...overrides }),
    dying(afterEffect) {
      const guarded =
        <Rest extends unknown[]>(effect: (...told: Rest) => Promise<void>) =>
        async (...told: Rest) => {
          await effect(...told);
          afterEffect();
        };
      const { keyOf, apply, undo, confirm, finalize } = recording;
      const handler = {
        keyOf,
        apply: guarded(apply),
        undo: guarded(undo),
        confirm: guarded(confirm),
        finalize: guarded(finalize),
      };
      return world.follower({ handlers: factHandlers(allOf(handler)) });
    },
    async settle(follower) {
      for (let steps = 0; await follower.step(); steps++) {
        if (steps > 500) throw new Error("the follower never settles");
      }
    },
    effects: () => read(database, "select effect as line from test_effects order by serial"),
    standing: () =>
      withTx(database, SYSTEM, async (tx) => {
        const rows = await tx
          .selectFrom("chain_facts")
          .select(["block_number", "tx_hash"])
          .where("state", "<>", "ORPHANED")
          .orderBy("block_number")
          .orderBy("log_index")
          .execute();
        return rows.map((row) => ({ blockNumber: row.block_number, txHash: row.tx_hash }));
      }),
    facts: () =>
      read(
        database,
        "select state || ' ' || block_number || ' ' || (args->>'payer') as line from chain_facts order by block_number, log_index, id",
      ),
    drop,
  };
  return world;
}

/** One handler for every fact. */
export function allOf(handler: FactHandler): Parameters<typeof factHandlers>[0] {
  return {
    payments: handler,
    payouts: handler,
    credit: handler,
    reserves: handler,
    transfers: handler,
    sweeps: handler,
    balances: handler,
  };
}

/** Tells a fact by its height and the payer's first digits; every payer of these tests pays once. */
export function recorder(): FactHandler {
  const record =
    (verb: string) =>
    async (tx: Tx, fact: ChainFact, isFinal = false): Promise<void> => {
      const payer = fact.name === "PaymentPreApproved" ? fact.payer : fact.name;
      await sql`insert into test_effects (effect) values (${`${verb}${isFinal ? "-final" : ""} ${fact.blockNumber} ${payer}`})`.execute(
        tx,
      );
    };
  // In one order, so that what was told can be compared.
  const keyOf = async () => null;
  return {
    keyOf,
    apply: record("apply"),
    undo: record("undo"),
    confirm: record("confirm"),
    finalize: record("finalize"),
  };
}

/** The payer's own consent to some payment: the cheapest fact there is. */
export function preApproval(chain: TestChain, payer: Address, salt: bigint): { to: Address; data: Hex } {
  const terms: PaymentTerms = {
    operator: chain.contracts.operator,
    payer,
    receiver: chain.contracts.operator,
    token: chain.dollar,
    maxAmount: 1_000_000n,
    preApprovalExpiry: 4_000_000_000 as UnixSeconds,
    authorizationExpiry: 4_000_000_000 as UnixSeconds,
    refundExpiry: 4_000_000_000 as UnixSeconds,
    minFeeBps: 0,
    maxFeeBps: 100,
    feeReceiver: ZERO_ADDRESS,
    salt,
  };
  const data = collectorAbi.encodeFunctionData("preApprove", [terms]) as Hex;
  return { to: chain.contracts.paymentCollector, data };
}

/** A node that hides the logs of these blocks, whichever way it is asked. */
export function hiding(reader: BlockSource, heights: readonly number[]): BlockSource {
  const honest = ({ blockNumber }: ChainLog) => !heights.includes(blockNumber);
  return {
    chainId: reader.chainId,
    requireChain: () => reader.requireChain(),
    head: () => reader.head(),
    finalizedNumber: () => reader.finalizedNumber(),
    headerAt: (number) => reader.headerAt(number),
    logsBetween: async (range) => (await reader.logsBetween(range)).filter(honest),
    logsOfBlock: async (hash, contracts) => (await reader.logsOfBlock(hash, contracts)).filter(honest),
    transfersBetween: async (range) => (await reader.transfersBetween(range)).filter(honest),
    transfersOfBlock: async (hash, query) => (await reader.transfersOfBlock(hash, query)).filter(honest),
  };
}

async function read(database: Database, query: string): Promise<string[]> {
  const result = await withTx(database, SYSTEM, (tx) => sql.raw<{ line: string }>(query).execute(tx));
  return result.rows.map(({ line }) => line);
}
