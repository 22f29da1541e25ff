import { dataSlice, getAddress } from "ethers";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { DeployConnection, TallystickDeployment } from "../../ignition/deployTallystick.js";
import type { Checks } from "./checks.js";

type Artifacts = HardhatRuntimeEnvironment["artifacts"];
interface Place {
  readonly start: number;
  readonly length: number;
}
interface Source {
  readonly artifacts: Artifacts;
  readonly ethers: DeployConnection["ethers"];
}

/** A library's code begins by pushing its own address, which the compiler leaves empty. */
const LIBRARY_HEAD = `73${"00".repeat(20)}`;

/** Pledge books are made by their credit lines, under the compiler settings of those: suiteChecks.ts.
 *  The code at each address is what the compiler made, except for immutables, which views tell, and addresses of linked
 *  libraries, whose code is compared in turn. */
export async function checkCode(
  checks: Checks,
  source: Source,
  deployment: TallystickDeployment,
): Promise<void> {
  const { addresses, assets } = deployment;
  const contracts: [string, string, string | undefined][] = [
    ["accessManager", "AccessManager", addresses.accessManager],
    ["settlement", "Settlement", addresses.settlement],
    ["escrow", "PaymentEscrow", addresses.escrow],
    ["paymentCollector", "PaymentCollector", addresses.paymentCollector],
    ["refundCollector", "PaymentCollector", addresses.refundCollector],
    ["complianceGate", "ComplianceGate", addresses.complianceGate],
    ["spendMandate", "SpendMandate", addresses.spendMandate],
    ["depositFactory", "DepositFactory", addresses.depositFactory],
    ["creditPolicy", "CreditPolicy", addresses.creditPolicy],
    ["solvencyLens", "SolvencyLens", addresses.solvencyLens],
    ["ledgerAnchor", "LedgerAnchor", addresses.ledgerAnchor],
    ...assets.flatMap((asset): [string, string, string][] => [
      [`earnVault ${asset.symbol}`, "EarnVault", asset.earnVault],
      [`creditPool ${asset.symbol}`, "CreditPool", asset.creditPool],
      [`creditLine ${asset.symbol}`, "CreditLine", asset.creditLine],
    ]),
  ];
  for (const [name, contract, address] of contracts) {
    if (address) await checkOne(checks, source, { name, contract, address });
  }
}

async function checkOne(
  checks: Checks,
  source: Source,
  { name, contract, address }: { readonly name: string; readonly contract: string; readonly address: string },
): Promise<void> {
  const artifact = await source.artifacts.readArtifact(contract);
  const code = await source.ethers.provider.getCode(address);
  const links = Object.values(artifact.deployedLinkReferences ?? {}).flatMap((file) => Object.entries(file));
  const places: Place[] = [
    ...Object.values(artifact.immutableReferences ?? {}).flat(),
    ...links.flatMap(([, list]) => list),
  ];
  if (artifact.deployedBytecode.startsWith(`0x${LIBRARY_HEAD}`)) places.push({ start: 1, length: 20 });
  const isSame = blanked(code, places) === blanked(artifact.deployedBytecode, places);
  await checks.is(`${name} code`, contract, async () =>
    isSame ? contract : code === "0x" ? "none" : "other",
  );
  if (!isSame) return;
  for (const [library, [place]] of links) {
    if (!place) continue;
    const linked = getAddress(dataSlice(code, place.start, place.start + place.length));
    await checkOne(checks, source, { name: `${name} ${library}`, contract: library, address: linked });
  }
}

function blanked(code: string, places: readonly Place[]): string {
  let text = code.slice(2);
  for (const { start, length } of places) {
    text = text.slice(0, 2 * start) + "0".repeat(2 * length) + text.slice(2 * (start + length));
  }
  return text;
}
