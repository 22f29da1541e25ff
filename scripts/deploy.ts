import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { noDelays, type OutflowLimit, productionDelays } from "../ignition/deployment.settings.js";
import { deployTallystick, type SuiteOptions } from "../ignition/deployTallystick.js";
import { testDollarSuite } from "../ignition/testDollarSuite.js";
import { recordDeployment } from "./deploymentRecord.js";
import { forgetEndedChain } from "./forgetEndedChain.js";
import { productionHardhat } from "./productionHardhat.js";
import { readSuiteFile } from "./suiteFile.js";

interface DeployArguments {
  readonly admin: string | undefined;
  readonly settler: string | undefined;
  readonly refundOperators: string | undefined;
  readonly manager: string | undefined;
  readonly guardian: string | undefined;
  readonly sentinel: string | undefined;
  readonly risk: string | undefined;
  readonly feeManager: string | undefined;
  readonly keeper: string | undefined;
  readonly compliance: string | undefined;
  readonly curator: string | undefined;
  readonly allocator: string | undefined;
  readonly suite: string | undefined;
  readonly outflow: string | undefined;
  readonly noDelays: boolean;
  readonly testDollar: boolean;
  readonly write: boolean;
}

/** Chains of development, where the addresses of one run mean nothing to the next. */
const LOCAL_CHAIN_ID = 31_337n;
const DAY_SECONDS = 86_400;
/** A million test dollars a day. */
const TEST_DOLLAR_CAPACITY = 1_000_000n * 10n ** 6n;

export async function deploy(args: DeployArguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  const connection = await (await productionHardhat(hre)).network.create();
  const [signer] = await connection.ethers.getSigners();
  if (!signer) throw new Error("The network has no account to deploy with");
  const admin = args.admin || signer.address;

  const { chainId } = await connection.ethers.provider.getNetwork();
  if (chainId === LOCAL_CHAIN_ID && (await forgetEndedChain(connection, chainId))) {
    console.log("The node was started anew: what was deployed to it before is forgotten.");
  }
  const suite = suiteOptions(args, signer.address);
  const deployment = await deployTallystick(connection, {
    admin,
    deployer: signer.address,
    operators: {
      CURATOR: list(args.curator),
      ALLOCATOR: list(args.allocator),
      SETTLER: list(args.settler),
      MANAGER: list(args.manager),
      GUARDIAN: list(args.guardian),
      SENTINEL: list(args.sentinel),
      RISK: list(args.risk),
      FEE_MANAGER: list(args.feeManager),
      KEEPER: list(args.keeper),
      COMPLIANCE: list(args.compliance),
    },
    refundOperators: list(args.refundOperators),
    delays: args.noDelays ? noDelays : productionDelays,
    outflowLimits: list(args.outflow).map(outflowLimit),
    ...(suite && { suite }),
    ...(args.testDollar && {
      testDollar: { owner: signer.address, capacity: TEST_DOLLAR_CAPACITY, windowSeconds: DAY_SECONDS },
    }),
    displayUi: true,
  });

  console.table({
    ...deployment.addresses,
    startBlock: deployment.startBlock,
    deployer: deployment.deployer,
  });
  if (deployment.assets.length > 0) console.table(deployment.assets);
  if (chainId !== LOCAL_CHAIN_ID || args.write) {
    console.log(`Recorded in ${recordDeployment(deployment)}`);
  }
  await connection.close();
}

/** Test money has a suite of its own; real money needs a file that says what it is. */
function suiteOptions(args: DeployArguments, account: string): SuiteOptions | undefined {
  if (args.suite) return readSuiteFile(args.suite);
  return args.testDollar ? testDollarSuite(account) : undefined;
}

const list = (text = ""): string[] => text.split(",").filter(Boolean);

function outflowLimit(text: string): OutflowLimit {
  const [token, capacity, windowSeconds] = text.split(":");
  if (!token || !capacity || !windowSeconds) {
    throw new Error(`Not token:capacity:windowSeconds: ${text}`);
  }
  return { token, capacity: BigInt(capacity), windowSeconds: Number.parseInt(windowSeconds, 10) };
}
