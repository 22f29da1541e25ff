import type { NetworkConnection } from "hardhat/types/network";
import type { DeploymentSettings } from "./deployment.settings.js";
import { journaledStartBlock } from "./journaledStartBlock.js";
import { tallystickModule } from "./modules/Tallystick.js";
import { testDollarModule } from "./modules/TestDollar.js";
import type { RoleName } from "./roles.js";

export interface DeployOptions extends DeploymentSettings {
  /** Deploys test money too; its limit counts in TUSD units (1e-6). Only for chains without real money. */
  readonly testDollar?: { readonly owner: string; readonly capacity: bigint; readonly windowSeconds: number };
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
  readonly testDollar?: string;
}

export interface TallystickDeployment {
  readonly chainId: string;
  readonly deployer: string;
  /** Members of each role that has any. */
  readonly roles: Partial<Record<RoleName, readonly string[]>>;
  /** No event of these contracts is in an earlier block. */
  readonly startBlock: number;
  readonly addresses: TallystickAddresses;
}

/** Deploys and wires the contract suite on the connected chain; on real chains a second call with the same options
 *  resumes what the first left undone.
 *  Shape: one transaction per contract and one that wires roles, collectors and limits.
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

  const testDollar = options.testDollar
    ? (await ignition.deploy(testDollarModule(options.testDollar.owner), run)).testDollar
    : undefined;
  const testDollarAddress = await testDollar?.getAddress();
  const outflowLimits = [...options.outflowLimits];
  if (options.testDollar && testDollarAddress) {
    const { capacity, windowSeconds } = options.testDollar;
    outflowLimits.push({ token: testDollarAddress, capacity, windowSeconds });
  }
  const deployed = await ignition.deploy(tallystickModule({ ...options, outflowLimits }, deployer), run);

  return {
    chainId: chainId.toString(),
    deployer,
    roles: { ADMIN: [options.admin], ...options.operators },
    startBlock: (simulated ? undefined : journaledStartBlock(chainId)) ?? firstBlock,
    addresses: {
      accessManager: await deployed.accessManager.getAddress(),
      settlement: await deployed.settlement.getAddress(),
      escrow: await deployed.escrow.getAddress(),
      paymentCollector: await deployed.paymentCollector.getAddress(),
      refundCollector: await deployed.refundCollector.getAddress(),
      ...(testDollarAddress && { testDollar: testDollarAddress }),
    },
  };
}

async function firstAccount({ ethers }: DeployConnection): Promise<string> {
  const [signer] = await ethers.getSigners();
  if (!signer) throw new Error("The network has no account to deploy with");
  return signer.address;
}
