import { Wallet } from "ethers";
import { handlersOf } from "../../../src/app/handlersOf.ts";
import { checkoutServices } from "../../../src/app/services/checkout.services.ts";
import { paymentServices } from "../../../src/app/services/payments.services.ts";
import { payoutServices } from "../../../src/app/services/payouts.services.ts";
import { scopesOf } from "../../../src/app/services/scope.ts";
import { RpcUnreachable } from "../../../src/chain/rpc/rpc.errors.ts";
import { SYSTEM, type Tx, withTx } from "../../../src/db/withTx.ts";
import { insertCheckpoint, readCheckpoint } from "../../../src/indexer/sync/checkpoints.store.ts";
import { rollBack } from "../../../src/indexer/sync/rollBack.ts";
import { takeSegment } from "../../../src/indexer/sync/takeSegment.ts";
import { DomainError } from "../../../src/kernel/errors/domainError.ts";
import type { PaymentTerms } from "../../../src/kernel/facts/chainFact.ts";
import { type Address, type Bytes32, type Hex, parseAddress } from "../../../src/kernel/ids/chainIds.ts";
import { type ChainTransactionId, newId } from "../../../src/kernel/ids/ids.ts";
import type { UnixSeconds } from "../../../src/kernel/time/clock.ts";
import { upsertChain } from "../../../src/modules/assets/index.ts";
import {
  transactionDied as endPayments,
  expirePayments,
  submitOperations,
} from "../../../src/modules/payments/index.ts";
import {
  transactionDied as endPayouts,
  submitPayouts,
  submitRecipients,
} from "../../../src/modules/payouts/index.ts";
import { type Break, BreakingDatabase, Crashed } from "../../fixtures/breakingDatabase.ts";
import {
  CHAIN,
  CONTRACTS,
  makeWorld,
  type Shop,
  type StoppedClock,
  type World,
} from "../../fixtures/shop.ts";
import { openDatabases, type SimDatabase } from "../../sim/simDatabase.ts";
import { forget } from "../forget.ts";
import { type Block, hex32 } from "./chain.ts";
import type { Call } from "./contracts.ts";
import type { Kind } from "./paymentState.ts";
import { recordingGateways } from "./recordingGateways.ts";

/** What the payer has of a payment. */
interface PayersView {
  readonly clientSecret: string;
  readonly terms: PaymentTerms;
}

const CONFIRMATIONS = [
  { below: "50", blocks: 1 },
  { below: null, blocks: 3 },
];

/** The system under test: services, workers and the indexer's steps over one database that can be made to break. */
export class MoneyWorld {
  readonly clock: StoppedClock;
  readonly shop: Shop;
  readonly account: Address;
  readonly payer = new Wallet(Wallet.createRandom().privateKey);
  readonly calls = new Map<Hex, Call>();
  readonly contexts;
  readonly services;
  readonly caller;
  /** Commands that were accepted, each to be given again under its key. */
  readonly history: (() => Promise<{ readonly replayed: boolean }>)[] = [];
  readonly #secrets = new Map<Bytes32, PayersView>();
  readonly #breaking: BreakingDatabase;
  readonly #plain: World;
  readonly #close: () => Promise<void>;
  #keys = 0;
  #nonces = 0;

  private constructor(parts: { plain: World; shop: Shop; database: SimDatabase; close(): Promise<void> }) {
    const { plain, shop } = parts;
    this.#plain = plain;
    this.#close = parts.close;
    this.clock = plain.clock;
    this.shop = shop;
    this.account = parseAddress(shop.account.address);
    this.#breaking = new BreakingDatabase(parts.database.dialect);
    this.contexts = recordingGateways(plain, this.calls);
    const { payments, payouts } = this.contexts;
    const scopes = scopesOf(this.#breaking.database, this.clock);
    this.services = {
      payments: paymentServices(scopes, payments),
      checkout: checkoutServices(scopes, payments, SILENT_NODE),
      payouts: payoutServices(scopes, payouts),
    };
    const { merchantId, livemode } = shop;
    const key = {
      keyId: newId("ApiKey"),
      memberId: null,
      scopes: new Set<never>(),
      expiresAt: null,
      allowedAddresses: [],
    };
    this.caller = { kind: "merchant" as const, merchantId, livemode, ...key };
  }

  static async open(): Promise<MoneyWorld> {
    const databases = await openDatabases(process.env.DATABASE_URL);
    const database = await databases.fresh();
    const plain = await makeWorld(database.plain);
    await plain.inTx(async (tx) => {
      const chain = { id: CHAIN, name: "Local", livemode: false, contracts: CONTRACTS, startBlock: 1 };
      const genesisHash = `0x${"aa".repeat(32)}` as Bytes32;
      const finality = { kind: "DEPTH" as const, depth: 6 };
      await upsertChain(tx, { ...chain, genesisHash, finality, confirmations: CONFIRMATIONS });
    });
    const close = async () => {
      await database.drop();
      await databases.close();
    };
    return new MoneyWorld({ plain, database, shop: await plain.openShop(100), close });
  }

  close = () => this.#close();

  /** Begins anew: as if nothing had ever happened, but for the shop and the clock. */
  async forget(): Promise<void> {
    await forget(this.#plain.database);
    this.calls.clear();
    this.history.length = 0;
    const start = { chainId: CHAIN, number: 0, hash: hex32(0), timestamp: this.now as UnixSeconds };
    await this.inTx((tx) => insertCheckpoint(tx, { ...start, finalizedNumber: 0 }));
  }

  /** Unix seconds. */
  get now(): number {
    return Math.floor(this.clock.now().getTime() / 1000);
  }

  /** Straight to the database, which does not break. */
  inTx<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#plain.inTx(work);
  }

  remember(hash: Bytes32, view: PayersView): void {
    this.#secrets.set(hash, view);
  }

  recall(hash: Bytes32): PayersView {
    const view = this.#secrets.get(hash);
    if (!view) throw new Error("the payer knows its payment");
    return view;
  }

  newKey(): string {
    this.#keys += 1;
    return `key-${String(this.#keys).padStart(16, "0")}`;
  }

  /** Does `work` until it is killed there, and then again as whoever asked for it would; returns the last answer. */
  async survive<T>(at: Break | null, work: () => Promise<T>): Promise<T> {
    if (at === null) return work();
    this.#breaking.lay(at);
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Crashed || error instanceof DomainError)) throw error;
    } finally {
      this.#breaking.lay(null);
    }
    return work();
  }

  // ── Workers ───────────────────────────────────────────────────────────────

  #asSystem<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return withTx(this.#breaking.database, SYSTEM, work);
  }

  submit = (kind: Kind) => this.#asSystem((tx) => submitOperations(tx, kind, this.contexts.payments));
  submitPayouts = () => this.#asSystem((tx) => submitPayouts(tx, this.contexts.payouts));
  submitRecipients = () => this.#asSystem((tx) => submitRecipients(tx, 100, this.contexts.payouts));
  expire = () => this.#asSystem((tx) => expirePayments(tx, 100, this.contexts.payments));

  /** The transactions that were planned, oldest first. */
  planned(): Promise<{ id: string; call: Call }[]> {
    return this.inTx(async (tx) => {
      const rows = await tx
        .selectFrom("chain_transactions")
        .select(["id", "call_data"])
        .orderBy("id")
        .execute();
      return rows.map(({ id, call_data }) => {
        const call = this.calls.get(call_data as Hex);
        if (!call) throw new Error("every call was written by a gateway");
        return { id, call };
      });
    });
  }

  /** What the sender does before it sends: a nonce and a stored signature. */
  async sign(id: string, hash: Bytes32): Promise<void> {
    this.#nonces += 1;
    const fees = { max_fee_per_gas: 1n, max_priority_fee_per_gas: 1n };
    await this.inTx(async (tx) => {
      const change = { status: "BROADCAST", nonce: this.#nonces, signer: CONTRACTS.operator, hash };
      await tx.updateTable("chain_transactions").set(change).where("id", "=", id).execute();
      const attempt = { hash, transaction_id: id, raw: "0x", signed_at: this.clock.now(), ...fees };
      await tx.insertInto("chain_transaction_attempts").values(attempt).execute();
    });
  }

  /** What the sender does once it is proven. */
  die(id: string, status: "REFUSED" | "WITHDRAWN" | "REVERTED" | "DROPPED"): Promise<void> {
    return this.#asSystem(async (tx) => {
      const dead = { id: id as ChainTransactionId, status, failure: null };
      const open = ["PLANNED", "BROADCAST"];
      const ended = tx.updateTable("chain_transactions").set({ status }).where("id", "=", id);
      const { numUpdatedRows } = await ended.where("status", "in", open).executeTakeFirst();
      if (numUpdatedRows !== 1n) return;
      await endPayments(tx, dead, this.contexts.payments);
      await endPayouts(tx, dead, this.contexts.payouts);
    });
  }

  // ── The indexer ───────────────────────────────────────────────────────────

  take(block: Block, finalizedNumber: number): Promise<void> {
    const { number, hash, parentHash } = block;
    const timestamp = block.timestamp as UnixSeconds;
    const header = { number, hash, parentHash, timestamp, logsBloom: "0x" as Hex };
    const facts = block.facts.map(({ logIndex, txHash, body }) => ({
      place: {
        chainId: CHAIN,
        blockNumber: number,
        blockHash: hash,
        blockTimestamp: timestamp,
        logIndex,
        txHash,
        contract: CONTRACTS.escrow,
      },
      body,
    }));
    const handlers = handlersOf({
      ...this.contexts,
      credit: { clock: this.contexts.payouts.clock, creditOf: () => [] },
    });
    return this.#asSystem(async (tx) => {
      const checkpoint = await readCheckpoint(tx, CHAIN);
      if (!checkpoint || checkpoint.hash === hash) return;
      const segment = { headers: [header], last: header, facts };
      await takeSegment(tx, { checkpoint, segment, finalizedNumber, handlers });
    });
  }

  rollBack(ancestor: { number: number; hash: Bytes32 }): Promise<void> {
    const handlers = handlersOf({
      ...this.contexts,
      credit: { clock: this.contexts.payouts.clock, creditOf: () => [] },
    });
    return this.#asSystem(async (tx) => {
      const checkpoint = await readCheckpoint(tx, CHAIN);
      if (!checkpoint || checkpoint.hash === ancestor.hash) return;
      const block = { ...ancestor, timestamp: this.now as UnixSeconds };
      await rollBack(tx, { checkpoint, ancestor: block, handlers });
    });
  }
}

const unreachable = () => Promise.reject(new RpcUnreachable("eth_call", "nobody answers"));
/** No node answers: what needs one is not on offer. */
const SILENT_NODE = { readPayer: unreachable, isConfirmedBy: unreachable };
