import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { DeployConnection, TallystickDeployment } from "../../ignition/deployTallystick.js";
import { Checks, type Row } from "./checks.js";
import { checkCode } from "./codeChecks.js";
import { checkPayments } from "./paymentChecks.js";
import { checkRoles, type Target } from "./roleChecks.js";
import { type ContractAt, checkSuite } from "./suiteChecks.js";

/** Reads everything that a deployment set back from the chain, beside what its record says. */
export async function compareDeployment(
  { ethers }: Pick<DeployConnection, "ethers">,
  artifacts: HardhatRuntimeEnvironment["artifacts"],
  deployment: TallystickDeployment,
): Promise<readonly Row[]> {
  const { addresses } = deployment;
  const lastBlock = await ethers.provider.getBlockNumber();
  const at: ContractAt = (name, address) => ethers.getContractAt(name, address);
  const checks = new Checks();
  await checkCode(checks, { artifacts, ethers }, deployment);
  const manager = await at("AccessManager", addresses.accessManager);
  await checkRoles(checks, manager, await targetsOf(at, deployment), deployment, lastBlock);
  const payments = {
    settlement: await at("Settlement", addresses.settlement),
    escrow: await at("PaymentEscrow", addresses.escrow),
    paymentCollector: await at("PaymentCollector", addresses.paymentCollector),
    refundCollector: await at("PaymentCollector", addresses.refundCollector),
  };
  await checkPayments(checks, payments, deployment, lastBlock);
  await checkSuite(checks, at, deployment, lastBlock);
  return checks.rows;
}

async function targetsOf(at: ContractAt, { addresses, assets }: TallystickDeployment): Promise<Target[]> {
  const places: [string, Target["kind"], string, string | undefined][] = [
    ["settlement", "settlement", "Settlement", addresses.settlement],
    ["escrow", "escrow", "PaymentEscrow", addresses.escrow],
    ["complianceGate", "complianceGate", "ComplianceGate", addresses.complianceGate],
    ["depositFactory", "depositFactory", "DepositFactory", addresses.depositFactory],
    ["creditPolicy", "creditPolicy", "CreditPolicy", addresses.creditPolicy],
    ["ledgerAnchor", "ledgerAnchor", "LedgerAnchor", addresses.ledgerAnchor],
    ...assets.flatMap((asset): [string, Target["kind"], string, string][] => [
      [`earnVault ${asset.symbol}`, "earnVault", "EarnVault", asset.earnVault],
      [`creditPool ${asset.symbol}`, "creditPool", "CreditPool", asset.creditPool],
      [`creditLine ${asset.symbol}`, "creditLine", "CreditLine", asset.creditLine],
    ]),
  ];
  const targets: Target[] = [];
  for (const [name, kind, contract, address] of places) {
    if (address) targets.push({ name, kind, contract: await at(contract, address) });
  }
  return targets;
}
