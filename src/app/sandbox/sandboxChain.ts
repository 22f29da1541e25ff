import type { NetworkConnection } from "hardhat/types/network";
import { noDelays } from "../../../ignition/deployment.settings.ts";
import { deployTallystick } from "../../../ignition/deployTallystick.ts";
import { testDollarSuite } from "../../../ignition/testDollarSuite.ts";
import { deploymentOf } from "../../chain/deployments/readDeployment.ts";
import { type DevelopmentAccount, developmentAccounts } from "../../chain/signer/developmentAccounts.ts";
import { IN_A_BLOCK } from "../../kernel/facts/confirmations.ts";
import { assembleChain, type ChainParts } from "../chainParts.ts";
import { startLocalChain } from "./localChain.ts";

/** Who plays which part on the sandbox's chain. */
export interface SandboxCast {
  readonly merchants: readonly DevelopmentAccount[];
  /** Each holds test dollars; a payer needs no coins to pay by signature. */
  readonly payers: readonly DevelopmentAccount[];
}

export interface SandboxChain {
  readonly parts: ChainParts;
  readonly rpcUrl: string;
  readonly cast: SandboxCast;
  close(): Promise<void>;
}

const MERCHANTS = 2;
const PAYERS = 10;
/** Test dollars have 6 decimals: a million each. */
const PAYER_UNITS = 10n ** 12n;
/** Local nodes call every block final, so finality is a depth here: one and a half seconds. */
export const FINALITY_DEPTH = 6;
/** A new recipient waits an hour, as it would wait a day on a real chain: the test clock shortens it. */
const RECIPIENT_SECONDS = 3_600;

/** Starts a chain in this process, deploys everything by the code that real chains use, and hands out test money. */
export async function startSandboxChain(options: { rpcPort: number }): Promise<SandboxChain> {
  const [deployer, capture, payout, admin, feeReceiver, ...others] = developmentAccounts(
    7 + MERCHANTS + PAYERS,
  );
  // Last, so that merchants and payers are the accounts that they always were.
  const [underwriter, sweep] = others.slice(MERCHANTS + PAYERS);
  if (!deployer || !capture || !payout || !admin || !feeReceiver || !underwriter || !sweep)
    throw new Error("there are accounts enough");
  const cast = {
    merchants: others.slice(0, MERCHANTS),
    payers: others.slice(MERCHANTS, MERCHANTS + PAYERS),
  };
  const local = await startLocalChain({ port: options.rpcPort });
  try {
    const { chainId, startBlock, testDollar, ...addresses } = deploymentOf(
      await deployTallystick(local.connection, {
        admin: deployer.address,
        operators: {
          SETTLER: [payout.address],
          MANAGER: [admin.address],
          SENTINEL: [admin.address],
          RISK: [deployer.address],
          KEEPER: [admin.address],
        },
        refundOperators: [capture.address],
        delays: { ...noDelays, recipientSeconds: RECIPIENT_SECONDS },
        outflowLimits: [],
        testDollar: { owner: deployer.address, capacity: 10n ** 15n, windowSeconds: 86_400 },
        suite: {
          ...testDollarSuite(deployer.address),
          underwriters: [underwriter.address],
          pledgeOperators: [capture.address],
        },
      }),
    );
    if (!testDollar) throw new Error("the sandbox deploys a test dollar");
    await handOut(local.connection, { testDollar, settlement: addresses.settlement, cast });
    await local.startMining();
    const parts = assembleChain({
      rpcUrls: [local.rpcUrl],
      signers: {
        capture: [capture.signer],
        payout: [payout.signer],
        admin: [admin.signer],
        sweep: [sweep.signer],
      },
      underwriter,
      tokens: [testDollar],
      facts: {
        id: chainId,
        name: "Sandbox",
        livemode: false,
        finality: { kind: "DEPTH", depth: FINALITY_DEPTH },
        confirmations: IN_A_BLOCK,
        startBlock,
        contracts: { ...addresses, operator: capture.address, feeReceiver: feeReceiver.address },
      },
    });
    return { parts, rpcUrl: local.rpcUrl, cast, close: () => local.close() };
  } catch (error) {
    await local.close();
    throw error;
  }
}

/** Test money for payers; merchants put their accounts under management, so that recipients can be set for them. */
async function handOut(
  connection: NetworkConnection<"l1">,
  order: { testDollar: string; settlement: string; cast: SandboxCast },
): Promise<void> {
  const { ethers } = connection;
  const dollar = await ethers.getContractAt("TestDollar", order.testDollar);
  for (const payer of order.cast.payers) await dollar.getFunction("mint")(payer.address, PAYER_UNITS);
  for (const merchant of order.cast.merchants) {
    const settlement = await ethers.getContractAt(
      "Settlement",
      order.settlement,
      await ethers.getSigner(merchant.address),
    );
    await settlement.getFunction("setManaged")(true);
  }
}
