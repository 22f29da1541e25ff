import { sql } from "kysely";
import { SYSTEM, type Tx, withTx } from "../../../src/db/withTx.ts";
import {
  newSendingMemory,
  planTransaction,
  type SendingContext,
  sendTransactions,
  type TransactionGateway,
} from "../../../src/modules/transactions/index.ts";
import { type Break, BreakingDatabase, Crashed } from "../../fixtures/breakingDatabase.ts";
import { CHAIN, CONTRACTS, makeWorld, type World } from "../../fixtures/shop.ts";
import { policy } from "../../modules/transactions/sendingWorld.ts";
import { openDatabases, type SimDatabase } from "../../sim/simDatabase.ts";
import { forget } from "../forget.ts";
import { callOf, type Fate, type NodeBlock, SimNode } from "./node.ts";

/** A transaction as it stands in the database. */
export interface Row {
  readonly id: string;
  readonly status: string;
  readonly nonce: number | null;
  readonly minedAt: number | null;
  readonly hashes: readonly string[];
  /** How often its death was told, in the transaction that made it true. */
  readonly deaths: number;
}

/** Where a pass is killed: at the database, or at its n-th word to the node. */
export type Killing = Break | { readonly at: "node"; readonly number: number };

/** The sender over a database and a node that can be made to break. */
export class SendingWorld {
  readonly #plain: World;
  readonly #breaking: BreakingDatabase;
  readonly #database: SimDatabase;
  readonly close: () => Promise<void>;
  node = new SimNode();
  #planned = 0;

  private constructor(parts: { plain: World; database: SimDatabase; close(): Promise<void> }) {
    this.#plain = parts.plain;
    this.#database = parts.database;
    this.#breaking = new BreakingDatabase(parts.database.dialect);
    this.close = parts.close;
  }

  static async open(): Promise<SendingWorld> {
    const databases = await openDatabases(process.env.DATABASE_URL);
    const database = await databases.fresh();
    const plain = await makeWorld(database.plain);
    const close = async () => {
      await database.drop();
      await databases.close();
    };
    return new SendingWorld({ plain, database, close });
  }

  async begin(): Promise<void> {
    await forget(this.#database.plain);
    this.node = new SimNode();
  }

  advance(seconds: number): void {
    this.#plain.clock.advance(seconds);
  }

  plan(fate: Fate): Promise<unknown> {
    this.#planned += 1;
    const call = callOf(CHAIN, CONTRACTS.escrow, this.#planned, fate);
    const order = { chainId: CHAIN, lane: "capture" as const, purpose: "test", call };
    return this.#plain.inTx((tx) => planTransaction(tx, { ...order, at: this.#plain.clock.now() }));
  }

  /** One pass of a process that has just started and may be killed. */
  async pass(killing: Killing | null): Promise<void> {
    this.#breaking.lay(killing?.at === "node" ? null : killing);
    const failures: unknown[] = [];
    const context: SendingContext = {
      gateway: this.#gateway(killing?.at === "node" ? killing.number : Number.POSITIVE_INFINITY),
      policy,
      clock: this.#plain.clock,
      startedAt: new Date(0),
      inTx: (work) => withTx(this.#breaking.database, SYSTEM, work),
      finalFactsThrough: async () => this.node.finalNumber,
      transactionDied: async (tx, { id }) => {
        const change = { purpose: sql<string>`purpose || ' died'` };
        await tx.updateTable("chain_transactions").set(change).where("id", "=", id).execute();
      },
      notice: (notice) => {
        if (notice.kind === "LANE_FAILED") failures.push(notice.error);
      },
    };
    await sendTransactions(context, newSendingMemory()).catch((error) => failures.push(error));
    this.#breaking.lay(null);
    const strange = failures.find((failure) => !(failure instanceof Crashed));
    if (strange) throw strange;
  }

  #gateway(words: number): TransactionGateway {
    let left = words;
    return new Proxy(this.node.gateway(CHAIN, CONTRACTS.operator), {
      get: (target, key) => {
        const said = Reflect.get(target, key);
        if (typeof said !== "function" || key === "signersOf") return said;
        return async (...args: unknown[]) => {
          left -= 1;
          const isBefore = left % 2 === 0;
          if (left < 0 && isBefore) throw new Crashed("killed before the node was asked");
          const answer = await said(...args);
          if (left < 0) throw new Crashed("killed before the node's answer came");
          return answer;
        };
      },
    });
  }

  /** Blocks that were taken back, as the indexer keeps them. */
  orphan(blocks: readonly NodeBlock[]): Promise<void> {
    return this.#plain.inTx(async (tx) => {
      for (const { number, hash } of blocks) {
        const header = { number, hash, parent_hash: hash, block_timestamp: 0, canonical: false };
        await tx
          .insertInto("chain_blocks")
          .values({ chain_id: CHAIN, ...header })
          .execute();
      }
    });
  }

  /** Oldest first. */
  rows(): Promise<Row[]> {
    return this.#plain.inTx(async (tx) => {
      const rows = await tx.selectFrom("chain_transactions").selectAll().orderBy("id").execute();
      const attempts = await tx.selectFrom("chain_transaction_attempts").selectAll().execute();
      return rows.map((row) => ({
        id: row.id,
        status: row.status,
        nonce: row.nonce,
        minedAt: row.mined_block_number,
        hashes: attempts.filter(({ transaction_id }) => transaction_id === row.id).map(({ hash }) => hash),
        deaths: row.purpose.split("died").length - 1,
      }));
    });
  }

  /** How many nonces we count as given; null before the first. */
  nextNonce(): Promise<number | null> {
    return this.#plain.inTx(async (tx: Tx) => {
      const lanes = tx
        .selectFrom("signer_lanes")
        .select("next_nonce")
        .where("signer", "=", CONTRACTS.operator);
      return (await lanes.executeTakeFirst())?.next_nonce ?? null;
    });
  }
}
