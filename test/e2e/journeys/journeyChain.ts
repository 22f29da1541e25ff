import type { BaseContract, Provider } from "ethers";
import { roleIds } from "../../../ignition/roles.ts";
import type { ChainContracts } from "../../../src/kernel/facts/contractCall.ts";
import { type Address, assetIdOf, parseAddress } from "../../../src/kernel/ids/chainIds.ts";
import { deployUsdc, usdcAt } from "../../contracts/fixtures/usdc.ts";
import { type AnvilOptions, startAnvil } from "../../fixtures/startAnvil.ts";
import { startTestChain, type TestChain } from "../../fixtures/testChain.ts";
import { type InProcessApp, startInProcessApp } from "../support/inProcessApp.ts";
import { MerchantClient } from "../support/merchantClient.ts";

/** How blocks come and what they cost, on which node. */
export interface ChainKind {
  readonly name: string;
  /** Foundry's node; Hardhat's in-process network when absent. */
  readonly anvil?: AnvilOptions;
  /** Zero: a block per transaction at once. */
  readonly blockIntervalMs: number;
}

export const chainKinds: readonly ChainKind[] = [
  { name: "Hardhat, automine", blockIntervalMs: 0 },
  { name: "Hardhat, a block every 250 ms", blockIntervalMs: 250 },
  { name: "anvil, automine, 80 gwei", anvil: { baseFee: 80 * 10 ** 9 }, blockIntervalMs: 0 },
  { name: "anvil, a block a second, 7 wei", anvil: { baseFee: 7 }, blockIntervalMs: 1_000 },
];

/** A chain with our contracts and Circle's USDC, the program on it, and a merchant that takes USDC. */
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
  close(): Promise<void>;
}

const FINALITY_DEPTH = 3;
/** Automine has no blocks of its own, and finality needs some. */
const EXTRA_BLOCK_MS = 400;

export async function openJourneyChain(kind: ChainKind): Promise<JourneyChain> {
  const chain = await startTestChain(kind.anvil ? await startAnvil(kind.anvil) : undefined);
  const { connection, rpcUrl } = chain.local;
  const { ethers, provider } = connection;
  await provider.request({ method: "evm_setAutomine", params: [true] });
  const [admin, , , manager] = await ethers.getSigners();
  const [account] = chain.wallets;
  if (!admin || !manager || !account) throw new Error("the node has accounts enough");
  const dollar = parseAddress(await deployUsdc({ admin, manager }));
  await letPayOut(chain, dollar);
  const usdc = usdcAt(dollar, admin);
  const app = await startInProcessApp(chain, { rpcUrl, finalityDepth: FINALITY_DEPTH, tokens: [dollar] });
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
    async close() {
      clearInterval(extraBlocks);
      await app.close();
      await chain.close();
    },
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
async function letPayOut({ local, contracts }: TestChain, dollar: Address): Promise<void> {
  const { ethers } = local.connection;
  const [admin] = await ethers.getSigners();
  if (!admin) throw new Error("the node has an account");
  const settlement = await ethers.getContractAt("Settlement", contracts.settlement);
  const manager = await ethers.getContractAt("AccessManager", await settlement.getFunction("authority")());
  await (await manager.getFunction("grantRole")(roleIds.RISK, admin.address, 0)).wait();
  await (await settlement.getFunction("setOutflowLimit")(dollar, 10n ** 15n, 86_400)).wait();
}
