import { SYSTEM, withTx } from "../../src/db/withTx.ts";
import { parseAddress } from "../../src/kernel/ids/chainIds.ts";
import { newId } from "../../src/kernel/ids/ids.ts";
import {
  confirmSettlementAccount,
  createMerchant,
  setSettlementAccount,
  settlementAccountConfirmation,
} from "../../src/modules/merchants/index.ts";
import { aesGcmSealer, createEndpoint, postWebhook } from "../../src/modules/webhooks/index.ts";
import { Accepted, type SimMerchant } from "./accepted.ts";
import { Client } from "./client.ts";
import { compareEnd } from "./compare.ts";
import { compareWebhooks } from "./compareWebhooks.ts";
import { FaultCount, type FaultRates, NO_FAULTS, ratesOf } from "./faults.ts";
import { Random } from "./random.ts";
import { Receiver } from "./receiver.ts";
import { openEnds } from "./rest.ts";
import { MERCHANT_WALLETS, nextBlock, PRE_APPROVER_WALLETS, type SimChain } from "./simChain.ts";
import type { Databases, SimDatabase } from "./simDatabase.ts";
import { type Program, SECRET_KEY, type Surroundings, startProgram } from "./simProgram.ts";
import { Simulation } from "./simulation.ts";
import { playPayment, playPayouts, type Stall } from "./traffic.ts";

export interface SeedResult {
  readonly seed: number;
  readonly rates: FaultRates;
  /** Empty: the end is the truth. */
  readonly differences: readonly string[];
  readonly faults: Readonly<Record<string, number>>;
  /** How long it took in the simulated world. */
  readonly simulatedSeconds: number;
  readonly done: { readonly payments: number; readonly payouts: number; readonly refunds: number };
}

export interface SeedOrder {
  readonly seed: number;
  readonly chains: readonly SimChain[];
  readonly databases: Databases;
  /** Instead of what the seed says. */
  readonly rates?: Partial<FaultRates>;
}

const START_MS = Date.parse("2030-01-01T00:00:00Z");
/** New orders come for so long; then nothing breaks any more. */
const TRADING_MS = 60_000;
/** What is not at rest by then never will be. */
const LONGEST_MS = 1_800_000;
const LOOK_MS = 5_000;

/** Plays a seed to its end and compares the end with the truth. */
export async function runSeed(order: SeedOrder): Promise<SeedResult> {
  for (const chain of order.chains) await chain.reset();
  const database = await order.databases.fresh();
  try {
    return await new Run(order, database).play();
  } finally {
    await database.drop();
  }
}

class Run {
  readonly #order: SeedOrder;
  readonly #database: SimDatabase;
  readonly #sim: Simulation;
  readonly #seedRates: FaultRates;
  readonly #count = new FaultCount();
  readonly #receiver = new Receiver();
  readonly #accepted = new Accepted();
  readonly #world: Surroundings;
  readonly #programs: Program[] = [];
  readonly #broken: string[] = [];
  #rates: FaultRates = NO_FAULTS;
  #openJourneys = 0;
  #isOver = false;

  constructor(order: SeedOrder, database: SimDatabase) {
    this.#order = order;
    this.#database = database;
    const random = new Random(order.seed);
    this.#seedRates = { ...ratesOf(random), ...order.rates };
    this.#sim = new Simulation(random, START_MS);
    this.#world = {
      sim: this.#sim,
      dialect: database.dialect,
      chains: order.chains,
      receiver: this.#receiver,
      rates: () => this.#rates,
      count: this.#count,
    };
  }

  async play(): Promise<SeedResult> {
    const { chains, seed } = this.#order;
    for (const chain of chains) this.#scheduleBlock(chain);
    this.#start();
    await this.#sim.run(() => this.#program?.followers.length === chains.length);
    const merchants = await this.#openMerchants();
    this.#rates = this.#seedRates;
    this.#sim.after(TRADING_MS, () => {
      this.#rates = NO_FAULTS;
    });
    this.#watch();
    this.#openShops(merchants);
    let open: readonly string[] = [];
    const look = async () => {
      if (this.#openJourneys === 0 && this.#rates === NO_FAULTS)
        open = await openEnds(this.#database.plain, { chains, now: this.#sim.now() });
      const late = this.#elapsedMs > LONGEST_MS;
      if ((this.#openJourneys === 0 && this.#rates === NO_FAULTS && open.length === 0) || late)
        this.#isOver = true;
      else this.#sim.after(LOOK_MS, look);
    };
    this.#sim.after(TRADING_MS, look);
    await this.#sim.run(() => this.#isOver);
    const stuck = this.#elapsedMs > LONGEST_MS ? this.#whyStuck(open) : [];
    const end = {
      plain: this.#database.plain,
      chains,
      merchants,
      accepted: this.#accepted,
      count: this.#count,
      now: this.#sim.now(),
    };
    const differences = [
      ...this.#broken,
      ...stuck,
      ...(await compareEnd(end)),
      ...(await compareWebhooks(end, this.#receiver.received)),
      ...this.#compareIncidents(),
    ];
    for (const { life } of this.#programs) life.end();
    const { payments, payouts, refunds } = this.#accepted;
    return {
      seed,
      rates: this.#seedRates,
      differences,
      faults: this.#count.all(),
      simulatedSeconds: Math.round(this.#elapsedMs / 1000),
      done: { payments: payments.length, payouts: payouts.length, refunds: refunds.length },
    };
  }

  get #elapsedMs(): number {
    return this.#sim.nowMs - START_MS;
  }

  get #program(): Program | null {
    const last = this.#programs.at(-1);
    return last && !last.life.isOver ? last : null;
  }

  #start(): void {
    this.#programs.push(startProgram(this.#world));
  }

  /** Starts the program again some time after it was killed. */
  #watch(): void {
    const look = () => {
      if (this.#isOver) return;
      if (this.#program) return this.#sim.after(250, look);
      this.#sim.after(this.#sim.random.between(100, 4_000), () => {
        this.#start();
        look();
      });
    };
    look();
  }

  #scheduleBlock(chain: SimChain): void {
    const { blockMs } = chain.settings;
    this.#sim.after(
      this.#sim.random.between(Math.floor(blockMs * 0.7), Math.floor(blockMs * 1.3)),
      async () => {
        if (this.#isOver) return;
        const { random, nowMs } = this.#sim;
        await nextBlock(chain, { random, nowMs, rates: this.#rates, count: this.#count });
        this.#scheduleBlock(chain);
      },
    );
  }

  async #openMerchants(): Promise<SimMerchant[]> {
    const merchants: SimMerchant[] = [];
    for (const [index, wallet] of MERCHANT_WALLETS.entries()) {
      merchants.push(await this.#openMerchant(index, wallet));
    }
    return merchants;
  }

  async #openMerchant(index: number, wallet: number): Promise<SimMerchant> {
    const { sim } = this.#world;
    const now = sim.now();
    const feeBps = [100, 37][index] ?? 0;
    const url = new URL(`http://127.0.0.1:1/${index}`);
    const { plain } = this.#database;
    const { id } = await withTx(plain, SYSTEM, (tx) =>
      createMerchant(tx, { name: `Shop ${index}`, feeBps, now }),
    );
    for (const chain of this.#order.chains) {
      const account = chain.wallet(wallet);
      const claim = { merchantId: id, chainId: chain.chain.chainId, account: parseAddress(account.address) };
      const signature = await account.signTypedData(settlementAccountConfirmation(claim));
      await withTx(plain, SYSTEM, async (tx) => {
        await setSettlementAccount(tx, { ...claim, now });
        await confirmSettlementAccount(tx, { ...claim, signature, now });
      });
    }
    const owner = { merchantId: id, livemode: false };
    const context = {
      clock: sim,
      sealer: aesGcmSealer(SECRET_KEY),
      random: () => 0,
      target: { allowPrivate: true, resolve: async () => [], timeoutMs: 1 },
      post: postWebhook,
    };
    const { secret } = await withTx(plain, SYSTEM, (tx) =>
      createEndpoint(tx, { ...owner, target: { url, addresses: [] }, eventTypes: [] }, context),
    );
    return {
      name: `Shop ${index}`,
      caller: {
        kind: "merchant",
        ...owner,
        keyId: newId("ApiKey"),
        memberId: null,
        scopes: new Set(),
        expiresAt: null,
        allowedAddresses: [],
      },
      feeBps,
      wallet,
      preApprover: PRE_APPROVER_WALLETS[index] ?? 0,
      webhookUrl: url.href,
      webhookSecret: secret,
    };
  }

  #openShops(merchants: readonly SimMerchant[]): void {
    const { random } = this.#sim;
    const client = new Client(this.#sim, () => this.#program);
    for (const merchant of merchants) {
      for (const chain of this.#order.chains) {
        const stall: Stall = { client, merchant, chain, accepted: this.#accepted };
        this.#journey(() => playPayouts(stall, () => this.#elapsedMs < TRADING_MS * 1.25));
        const orders = random.between(1, 4);
        for (let number = 1; number <= orders; number++) {
          const how =
            number === 1 && random.chance(0.4) ? "PRE_APPROVAL" : random.chance(0.1) ? "NEVER" : "SIGNATURE";
          this.#sim.after(random.between(0, TRADING_MS), () =>
            this.#journey(() => playPayment(stall, number, how)),
          );
        }
      }
    }
  }

  #journey(play: () => Promise<void>): void {
    this.#openJourneys += 1;
    void play()
      .catch((error: unknown) => this.#broken.push(`a journey broke off: ${String(error)}`))
      .finally(() => {
        this.#openJourneys -= 1;
      });
  }

  #whyStuck(open: readonly string[]): string[] {
    const failures = [...(this.#program?.failures ?? [])].map(([name, why]) => `${name} fails: ${why}`);
    return [
      `not at rest after ${LONGEST_MS / 1000} s; open journeys: ${this.#openJourneys}`,
      ...open,
      ...failures,
    ];
  }

  /** A reorg below finality that the program has followed is counted as what it is. */
  #compareIncidents(): string[] {
    const counted = this.#programs.flatMap(({ followers }) => followers).map((follower) => follower.status());
    const deep = counted.reduce((total, { deepReorgs }) => total + deepReorgs, 0);
    return deep > 0 && this.#count.of("reorg below finality") === 0
      ? [`${deep} reorgs were called deep, and there was none`]
      : [];
  }
}
