import type { NetworkConnection } from "hardhat/types/network";
import type { DeploymentSettings } from "./deployment.settings.js";
import { journaledStartBlock, testMoneyId } from "./journaledStartBlock.js";
import { tallystickModule } from "./modules/Tallystick.js";
import { testMoneyModule } from "./modules/TestMoney.js";
import { ensurePermit2, PERMIT2, requirePermit2 } from "./permit2/ensurePermit2.js";
import type { RoleName } from "./roles.js";
import type { AssetSettings, SuiteSettings } from "./suite.settings.js";

/** As SuiteSettings; what is left out is test money of this deployment. */
export interface SuiteOptions extends Omit<SuiteSettings, "wrappedNative" | "assets"> {
  readonly wrappedNative?: string;
  readonly assets: readonly (Omit<AssetSettings, "token"> & { readonly token?: string })[];
}

export interface DeployOptions extends Omit<DeploymentSettings, "suite"> {
  /** Deploys test money too, and Permit2 where it is missing; its limit counts in TUSD units (1e-6). Only for chains
   *  without real money. */
  readonly testDollar?: { readonly owner: string; readonly capacity: bigint; readonly windowSeconds: number };
  /** Compliance, mandates, deposit addresses, vaults, credit and proof besides payments. */
  readonly suite?: SuiteOptions;
  /** Sends the transactions; the connection's first account when absent. */
  readonly deployer?: string;
  /** Ignition's own progress on the terminal. */
  readonly displayUi?: boolean;
}

/** What of a Hardhat connection deploying needs, whatever the type of its chain. */
export type DeployConnection = Pick<NetworkConnection, "ethers" | "ignition" | "networkConfig">;

export interface TallystickAddresses {
  readonly accessManager: string;
  readonly settlement: string;
  readonly escrow: string;
  readonly paymentCollector: string;
  readonly refundCollector: string;
  /** Uniswap's, which the collectors name. */
  readonly permit2: string;
  readonly testDollar?: string;
  readonly complianceGate?: string;
  readonly spendMandate?: string;
  readonly depositFactory?: string;
  readonly creditPolicy?: string;
  readonly solvencyLens?: string;
  readonly ledgerAnchor?: string;
}

export interface AssetAddresses {
  readonly symbol: string;
  readonly token: string;
  readonly earnVault: string;
  readonly creditPool: string;
  readonly creditLine: string;
  readonly pledgeBook: string;
}

export interface TallystickDeployment {
  readonly chainId: string;
  readonly deployer: string;
  /** Members of each role that has any. */
  readonly roles: Partial<Record<RoleName, readonly string[]>>;
  /** No event of these contracts is in an earlier block. */
  readonly startBlock: number;
  readonly addresses: TallystickAddresses;
  /** Vaults and credit of each listed asset. */
  readonly assets: readonly AssetAddresses[];
  /** As the contracts were told. */
  readonly settings: DeploymentSettings;
}

/** Deploys and wires the contract suite on the connected chain; on real chains a second call with the same options
 *  resumes what the first left undone.
 *  Shape: one transaction per contract and one that wires pointers, roles and limits; more of the latter when there are
 *  too many assets for the gas of one.
 *  Errors: Ignition's, naming the step that failed. */
export async function deployTallystick(
  connection: DeployConnection,
  options: DeployOptions,
): Promise<TallystickDeployment> {
  const { ethers, ignition } = connection;
  const { chainId } = await ethers.provider.getNetwork();
  const deployer = options.deployer ?? (await firstAccount(connection));
  const simulated = connection.networkConfig.type === "edr-simulated";
  const firstBlock = (await ethers.provider.getBlockNumber()) + 1;
  const run = { displayUi: options.displayUi ?? false, defaultSender: deployer };

  if (!options.testDollar) await requirePermit2(connection);
  const money = await testMoney(ignition, options, { ...run, deploymentId: testMoneyId(chainId) });
  const settings = settingsOf(options, money);
  const deployed = await ignition.deploy(tallystickModule(settings, deployer), run);
  // Last, so that it moves no address of ours.
  if (options.testDollar) await ensurePermit2(connection, deployer);

  const { assets, addresses } = await addressesOf(deployed, settings, ethers);
  return {
    chainId: chainId.toString(),
    deployer,
    roles: { ADMIN: [options.admin], ...options.operators },
    startBlock: (simulated ? undefined : journaledStartBlock(chainId)) ?? firstBlock,
    addresses: { ...addresses, ...(money.testDollar && { testDollar: money.testDollar }) },
    assets,
    settings,
  };
}

interface TestMoney {
  readonly testDollar?: string;
  readonly wrappedCoin?: string;
}

/** What the options ask for. With a journal of its own: Ignition takes a module for failed while another one of the same
 *  journal is unfinished, as after an interruption. */
async function testMoney(
  ignition: DeployConnection["ignition"],
  { testDollar: asked, suite }: DeployOptions,
  run: NonNullable<Parameters<DeployConnection["ignition"]["deploy"]>[1]>,
): Promise<TestMoney> {
  if (!asked) return {};
  const needsCoin = suite !== undefined && !suite.wrappedNative;
  const deployed = await ignition.deploy(testMoneyModule(asked.owner, needsCoin), run);
  const testDollar = await deployed.testDollar.getAddress();
  return {
    testDollar,
    ...(deployed.wrappedCoin && { wrappedCoin: await deployed.wrappedCoin.getAddress() }),
  };
}

/** The options with the test money's addresses where they name none. */
function settingsOf(options: DeployOptions, { testDollar, wrappedCoin }: TestMoney): DeploymentSettings {
  const { admin, operators, refundOperators, delays, suite } = options;
  const outflowLimits = [...options.outflowLimits];
  if (options.testDollar && testDollar) {
    const { capacity, windowSeconds } = options.testDollar;
    outflowLimits.push({ token: testDollar, capacity, windowSeconds });
  }
  const payments = { admin, operators, refundOperators, delays, outflowLimits };
  if (!suite) return payments;
  const assets = suite.assets.map((asset) => ({
    ...asset,
    token: given(asset.token ?? testDollar, "token"),
  }));
  const wrappedNative = given(suite.wrappedNative ?? wrappedCoin, "wrappedNative");
  return { ...payments, suite: { ...suite, wrappedNative, assets } };
}

function given(value: string | undefined, name: string): string {
  if (!value) throw new Error(`The suite's ${name} is missing: only deployments with test money have one`);
  return value;
}

type Deployed = Readonly<Record<string, { getAddress(): Promise<string> }>>;

async function addressesOf(
  deployed: Deployed,
  { suite }: DeploymentSettings,
  ethers: DeployConnection["ethers"],
): Promise<Pick<TallystickDeployment, "addresses" | "assets">> {
  const addressOf = (name: string): Promise<string> => {
    const contract = deployed[name];
    if (!contract) throw new Error(`${name} was not deployed`);
    return contract.getAddress();
  };
  const payments = {
    accessManager: await addressOf("accessManager"),
    settlement: await addressOf("settlement"),
    escrow: await addressOf("escrow"),
    paymentCollector: await addressOf("paymentCollector"),
    refundCollector: await addressOf("refundCollector"),
    permit2: PERMIT2,
  };
  if (!suite) return { addresses: payments, assets: [] };
  const addresses = {
    ...payments,
    complianceGate: await addressOf("complianceGate"),
    spendMandate: await addressOf("spendMandate"),
    depositFactory: await addressOf("depositFactory"),
    creditPolicy: await addressOf("creditPolicy"),
    solvencyLens: await addressOf("solvencyLens"),
    ledgerAnchor: await addressOf("ledgerAnchor"),
  };
  const assets: AssetAddresses[] = [];
  for (const { symbol, token } of suite.assets) {
    const creditLine = await addressOf(`creditLine_${symbol}`);
    const line = await ethers.getContractAt("CreditLine", creditLine);
    assets.push({
      symbol,
      token,
      earnVault: await addressOf(`earnVault_${symbol}`),
      creditPool: await addressOf(`creditPool_${symbol}`),
      creditLine,
      pledgeBook: await line.getFunction("pledgeBook")(),
    });
  }
  return { addresses, assets };
}

async function firstAccount({ ethers }: DeployConnection): Promise<string> {
  const [signer] = await ethers.getSigners();
  if (!signer) throw new Error("The network has no account to deploy with");
  return signer.address;
}
