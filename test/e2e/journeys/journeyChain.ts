import type { BaseContract, Provider } from "ethers";
import { roleIds } from "../../../ignition/roles.ts";
import { type LocalChain, startLocalChain } from "../../../src/app/sandbox/localChain.ts";
import type { ChainContracts } from "../../../src/kernel/facts/contractCall.ts";
import type { Finality } from "../../../src/kernel/facts/finality.ts";
import { type Address, assetIdOf, parseAddress } from "../../../src/kernel/ids/chainIds.ts";
import { deployUsdc, usdcAt } from "../../contracts/fixtures/usdc.ts";
import { type AnvilOptions, startAnvil } from "../../fixtures/startAnvil.ts";
import { startTestChain, type TestChain } from "../../fixtures/testChain.ts";
import { type InProcessApp, startInProcessApp } from "../support/inProcessApp.ts";
import { MerchantClient } from "../support/merchantClient.ts";

/** How blocks come, what they cost and when they are final, on which node. */
export interface ChainKind {
  readonly name: string;
  readonly node: () => Promise<LocalChain>;
  /** Zero: a block per transaction at once. */
  readonly blockIntervalMs: number;
  readonly finality: Finality;
}

const depth = (blocks: number): Finality => ({ kind: "DEPTH", depth: blocks });
const hardhat = (chainId: number) => () => startLocalChain({ override: { chainId } });
const anvil = (options: AnvilOptions) => () => startAnvil(options);

export const chainKinds: readonly ChainKind[] = [
  { name: "Hardhat, automine", node: hardhat(31_337), blockIntervalMs: 0, finality: depth(5) },
  { name: "Hardhat, a block every 250 ms", node: hardhat(31_338), blockIntervalMs: 250, finality: depth(8) },
  {
    name: "anvil, automine, 80 gwei",
    node: anvil({ baseFee: 80 * 10 ** 9 }),
    blockIntervalMs: 0,
    finality: depth(3),
  },
  {
    name: "anvil, a block a second, 7 wei, finalized tag",
    node: anvil({ baseFee: 7, slotsInAnEpoch: 1 }),
    blockIntervalMs: 1_000,
    finality: { kind: "TAG", tag: "finalized" },
  },
];

/** A chain with our contracts and Circle's USDC, the program that serves it, and a merchant that takes USDC. */
export interface JourneyChain {
  readonly chain: TestChain;
  readonly provider: Provider;
  readonly contracts: ChainContracts;
  readonly dollar: Address;
  readonly merchant: MerchantClient;
  /** URL of the payers' door. */
  readonly storefront: string;
  deploy(name: string, args: readonly unknown[]): Promise<BaseContract>;
  giveDollars(to: string, units: bigint): Promise<void>;
  giveCoin(to: string): Promise<void>;
  dollarsOf(account: Address): Promise<bigint>;
  /** From now on blocks come as the kind says. */
  startBlocks(): Promise<void>;
}

export interface JourneyWorld {
  /** In the order of the kinds. */
  readonly chains: readonly JourneyChain[];
  close(): Promise<void>;
}

/** Automine has no blocks of its own, and finality needs some. */
const EXTRA_BLOCK_MS = 400;

/** One program that serves a chain of each kind at once, with a merchant on each. */
export async function openJourneyWorld(kinds: readonly ChainKind[]): Promise<JourneyWorld> {
  const opened: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const shut of opened.splice(0).reverse()) await shut();
  };
  try {
    const prepared: PreparedChain[] = [];
    for (const kind of kinds) {
      const chain = await startTestChain(await kind.node());
      opened.push(() => chain.close());
      prepared.push(await prepareChain(kind, chain));
    }
    const app = await startInProcessApp(
      prepared.map(({ kind, chain, dollar }) => ({
        chain,
        rpcUrl: chain.local.rpcUrl,
        finality: kind.finality,
        tokens: [dollar],
      })),
    );
    opened.push(() => app.close());
    const chains = await Promise.all(prepared.map((each) => journeyChain(each, app)));
    opened.push(async () => {
      for (const { stopBlocks } of chains) stopBlocks();
    });
    return { chains, close };
  } catch (error) {
    await close();
    throw error;
  }
}

interface PreparedChain {
  readonly kind: ChainKind;
  readonly chain: TestChain;
  readonly dollar: Address;
}

async function prepareChain(kind: ChainKind, chain: TestChain): Promise<PreparedChain> {
  const { ethers, provider } = chain.local.connection;
  await provider.request({ method: "evm_setAutomine", params: [true] });
  const [admin, , , manager] = await ethers.getSigners();
  if (!admin || !manager) throw new Error("the node has accounts enough");
  const dollar = parseAddress(await deployUsdc({ admin, manager }));
  await letPayOut(chain, dollar, 10n ** 15n);
  return { kind, chain, dollar };
}

async function journeyChain(
  { kind, chain, dollar }: PreparedChain,
  app: InProcessApp,
): Promise<JourneyChain & { stopBlocks(): void }> {
  const { ethers } = chain.local.connection;
  const [admin] = await ethers.getSigners();
  if (!admin) throw new Error("the node has an account");
  const usdc = usdcAt(dollar, admin);
  const merchant = await openMerchant(app, chain, dollar);
  const mined = async (sent: Promise<{ wait(): Promise<unknown> }>) => void (await (await sent).wait());
  let extraBlocks: NodeJS.Timeout | undefined;
  return {
    chain,
    provider: ethers.provider,
    contracts: chain.contracts,
    dollar,
    merchant,
    storefront: `${app.url}/storefront`,
    deploy: (name, args) => ethers.deployContract(name, [...args]),
    giveDollars: (to, units) => mined(usdc.getFunction("mint")(to, units)),
    giveCoin: (to) => mined(admin.sendTransaction({ to, value: 10n ** 18n })),
    dollarsOf: (holder) => usdc.getFunction("balanceOf")(holder),
    async startBlocks() {
      if (kind.blockIntervalMs > 0) await chain.local.startMining(kind.blockIntervalMs);
      else extraBlocks = setInterval(() => void chain.mine().catch(() => undefined), EXTRA_BLOCK_MS);
    },
    stopBlocks: () => clearInterval(extraBlocks),
  };
}

function openMerchant(app: InProcessApp, chain: TestChain, dollar: Address): Promise<MerchantClient> {
  const [account] = chain.wallets;
  if (!account) throw new Error("the node has accounts enough");
  const { url, operatorKey } = app;
  const { chainId } = chain;
  const shop = { name: "Shop", feeBps: 100, account, chainId, assetId: assetIdOf(chainId, dollar) };
  return MerchantClient.open({ url, operatorKey, ...shop });
}

/** Payouts of a token need a limit, and the deployment knew the test dollar only. */
export async function letPayOut(
  { local, contracts }: TestChain,
  token: Address,
  unitsPerDay: bigint,
): Promise<void> {
  const { ethers } = local.connection;
  const [admin] = await ethers.getSigners();
  if (!admin) throw new Error("the node has an account");
  const settlement = await ethers.getContractAt("Settlement", contracts.settlement);
  const manager = await ethers.getContractAt("AccessManager", await settlement.getFunction("authority")());
  await (await manager.getFunction("grantRole")(roleIds.RISK, admin.address, 0)).wait();
  await (await settlement.getFunction("setOutflowLimit")(token, unitsPerDay, 86_400)).wait();
}
