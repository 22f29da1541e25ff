import { keccak256 } from "ethers";
import { type LocalChainOverride, startLocalChain } from "../../src/app/sandbox/localChain.ts";
import { toQuantity } from "../../src/chain/rpc/quantity.ts";
import type { DevelopmentAccount } from "../../src/chain/signer/developmentAccounts.ts";
import { type ConfirmationTier, IN_A_BLOCK } from "../../src/kernel/facts/confirmations.ts";
import {
  type Address,
  type AssetId,
  assetIdOf,
  type Bytes32,
  type Hex,
} from "../../src/kernel/ids/chainIds.ts";
import { startTestChain, type TestChain, transferCall } from "../fixtures/testChain.ts";
import type { FaultCount } from "./faults.ts";
import type { Random } from "./random.ts";

export interface SimChainSettings {
  readonly chainNumber: number;
  readonly blockMs: number;
  readonly finalityDepth: number;
  readonly confirmations: readonly ConfirmationTier[];
  readonly baseFee: bigint;
}

const BY_AMOUNT: readonly ConfirmationTier[] = [
  { below: "20", blocks: 1 },
  { below: "35.5", blocks: 3 },
  { below: null, blocks: 9 },
];

/** A fast chain whose blocks are soon replaced and late final, a usual one, and a slow and dear one. */
export const CHAINS: readonly SimChainSettings[] = [
  { chainNumber: 31_337, blockMs: 1_500, finalityDepth: 8, confirmations: BY_AMOUNT, baseFee: 10n ** 7n },
  {
    chainNumber: 31_338,
    blockMs: 3_000,
    finalityDepth: 4,
    confirmations: [{ below: null, blocks: 2 }],
    baseFee: 10n ** 9n,
  },
  {
    chainNumber: 31_339,
    blockMs: 8_000,
    finalityDepth: 2,
    confirmations: IN_A_BLOCK,
    baseFee: 4n * 10n ** 10n,
  },
];

/** Where wallets of the test chain stand in the simulation. */
export const MERCHANT_WALLETS = [0, 1] as const;
export const PAYER_WALLETS = [2, 3] as const;
/** One for each merchant, since an allowance is the wallet's and not the payment's. */
export const PRE_APPROVER_WALLETS = [4, 5] as const;
const STRANGER_WALLET = 6;

const PAYER_UNITS = 10n ** 11n;
/** Snapshots that are kept: no reorg goes deeper. */
const MOST_SNAPSHOTS = 24;
/** How many of the transactions of replaced blocks no pool has kept. */
const FORGOTTEN = 0.15;

/** A real chain whose blocks come when the simulation says so, and go again. */
export class SimChain {
  readonly settings: SimChainSettings;
  readonly chain: TestChain;
  readonly assetId: AssetId;
  #base: unknown;
  #snapshots: unknown[] = [];
  /** Every transaction that anybody sent, by hash. */
  readonly #sent = new Map<string, Hex>();

  private constructor(settings: SimChainSettings, chain: TestChain) {
    this.settings = settings;
    this.chain = chain;
    this.assetId = assetIdOf(chain.chainId, chain.dollar);
  }

  static async start(settings: SimChainSettings): Promise<SimChain> {
    const { chainNumber: chainId, baseFee: initialBaseFeePerGas } = settings;
    const override: LocalChainOverride = { chainId, initialBaseFeePerGas, initialDate: "2029-12-01" };
    const started = new SimChain(settings, await startTestChain(await startLocalChain({ override })));
    const { chain } = started;
    const owner = { address: chain.signers.capture.address, signer: chain.signers.capture };
    for (const index of [...PAYER_WALLETS, ...PRE_APPROVER_WALLETS, STRANGER_WALLET]) {
      const call = transferCall(chain, started.wallet(index).address, PAYER_UNITS);
      await chain.send(owner as DevelopmentAccount, call); // only these two of its parts are used
    }
    await chain.mine();
    started.#base = await started.request("evm_snapshot");
    return started;
  }

  wallet(index: number): DevelopmentAccount {
    const wallet = this.chain.wallets[index];
    if (!wallet) throw new Error(`there is no wallet ${index}`);
    return wallet;
  }

  /** The node itself, without turns and faults. */
  async request(method: string, params: unknown[] = []): Promise<unknown> {
    if (method === "eth_sendRawTransaction") this.#remember(params[0] as Hex);
    return this.chain.local.connection.provider.request({ method, params });
  }

  /** Sends a wallet's transaction; like all others it may be lost in a reorg. */
  send(from: DevelopmentAccount, call: { to: Address; data: string }): Promise<Bytes32> {
    return this.chain.send(from, call, { raw: (raw) => this.#remember(raw) });
  }

  /** As it was when it started. */
  async reset(): Promise<void> {
    await this.request("evm_revert", [this.#base]);
    this.#base = await this.request("evm_snapshot");
    this.#snapshots = [];
    this.#sent.clear();
  }

  async mine(nowMs: number): Promise<void> {
    this.#snapshots.push(await this.request("evm_snapshot"));
    if (this.#snapshots.length > MOST_SNAPSHOTS) this.#snapshots.shift();
    const { timestamp } = await this.#head();
    await this.request("evm_mine", [toQuantity(Math.max(timestamp, Math.floor(nowMs / 1000)))]);
  }

  /** Multiplies what the next block asks for gas. */
  async raiseFee(factor: number): Promise<void> {
    const { baseFee } = await this.#head();
    await this.request("hardhat_setNextBlockBaseFeePerGas", [toQuantity(baseFee * BigInt(factor) + 1n)]);
  }

  /**
   * Puts other blocks where the last `depth` stood, at one moment for everybody: a stranger's transaction comes first,
   * ours come back in another order, in other blocks and at other log indexes, and some do not.
   */
  async reorg(depth: number, random: Random, nowMs: number): Promise<number> {
    const replaced = Math.min(depth, this.#snapshots.length);
    if (replaced === 0) return 0;
    const snapshot = this.#snapshots[this.#snapshots.length - replaced];
    const raws = random.shuffled([...this.#sent.values()]).filter(() => !random.chance(FORGOTTEN));
    await this.request("evm_revert", [snapshot]);
    this.#snapshots.length -= replaced;
    const stranger = this.wallet(STRANGER_WALLET);
    const call = transferCall(this.chain, stranger.address, BigInt(random.between(1, 1_000_000)));
    await this.chain.send(stranger, call, { tip: random.between(1, 9) * 10 ** 9 });
    const blocks = replaced + random.between(0, 1);
    const returning = raws.map((raw) => ({ raw, block: random.between(0, blocks - 1) }));
    for (let block = 0; block < blocks; block++) {
      for (const { raw } of returning.filter((one) => one.block === block)) {
        await this.request("eth_sendRawTransaction", [raw]).catch(() => undefined); // mined before, or not yet possible
      }
      await this.mine(nowMs);
    }
    return replaced;
  }

  async #head(): Promise<{ timestamp: number; baseFee: bigint }> {
    const block = (await this.request("eth_getBlockByNumber", ["latest", false])) as Record<string, string>;
    return { timestamp: Number(block.timestamp), baseFee: BigInt(block.baseFeePerGas ?? 0) };
  }

  #remember(raw: Hex): void {
    this.#sent.set(keccak256(raw), raw);
  }

  close(): Promise<void> {
    return this.chain.close();
  }
}

/** What happens to a chain from block to block. */
export async function nextBlock(
  chain: SimChain,
  world: {
    readonly random: Random;
    readonly nowMs: number;
    readonly rates: { readonly reorg: number; readonly deepReorg: number };
    readonly count: FaultCount;
  },
): Promise<void> {
  const { random, rates, count, nowMs } = world;
  const { finalityDepth } = chain.settings;
  if (random.chance(rates.reorg)) {
    if ((await chain.reorg(random.between(1, finalityDepth), random, nowMs)) > 0) count.add("reorg");
  } else if (random.chance(rates.deepReorg)) {
    const depth = finalityDepth + random.between(1, 4);
    if ((await chain.reorg(depth, random, nowMs)) > finalityDepth) count.add("reorg below finality");
  } else if (random.chance(rates.reorg / 2)) {
    await chain.raiseFee(random.between(2, 4));
    count.add("fee rise");
  }
  await chain.mine(nowMs);
}
