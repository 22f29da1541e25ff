import { readFileSync } from "node:fs";
import { Interface, type InterfaceAbi } from "ethers";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { measureGas } from "../test/contracts/gas/measureGas.js";

/** What is deployed, by its file. */
const deployables = [
  "contracts/compliance/ComplianceGate.sol:ComplianceGate",
  "contracts/credit/CreditLine.sol:CreditLine",
  "contracts/credit/CreditPolicy.sol:CreditPolicy",
  "contracts/credit/PledgeBook.sol:PledgeBook",
  "contracts/deposits/DepositAddress.sol:DepositAddress",
  "contracts/deposits/DepositFactory.sol:DepositFactory",
  "contracts/escrow/PaymentEscrow.sol:PaymentEscrow",
  "contracts/escrow/collectors/PaymentCollector.sol:PaymentCollector",
  "contracts/mandates/SpendMandate.sol:SpendMandate",
  "contracts/settlement/Settlement.sol:Settlement",
  "contracts/vault/EarnVault.sol:EarnVault",
  "contracts/vault/CreditPool.sol:CreditPool",
  "contracts/proof/SolvencyLens.sol:SolvencyLens",
  "contracts/proof/LedgerAnchor.sol:LedgerAnchor",
] as const;

interface StorageVariable {
  readonly label: string;
  readonly slot: string;
  readonly offset: number;
  readonly type: string;
}
interface StorageLayout {
  readonly storage: readonly StorageVariable[] | null;
  readonly types: Readonly<
    Record<string, { readonly label: string; readonly members?: StorageVariable[] }>
  > | null;
}

/** The committed facts about the contracts, file name to content, with the settings of real networks. */
export async function contractSnapshots(
  hre: HardhatRuntimeEnvironment,
): Promise<Readonly<Record<string, unknown>>> {
  const [events, sizes, storage]: Record<string, unknown>[] = [{}, {}, {}];
  for (const name of deployables) {
    const contract = name.slice(name.indexOf(":") + 1);
    const artifact = await hre.artifacts.readArtifact(name);
    if (events) events[contract] = eventsOf(artifact.abi);
    if (sizes) sizes[contract] = (artifact.deployedBytecode.length - 2) / 2;
    if (storage) storage[contract] = await storageOf(hre, name);
  }
  const gas = Object.entries(await measureGas(hre)).map(([name, used]) => [name, Number(used)]);
  return { events, sizes, storage, gas: Object.fromEntries(gas) };
}

/** Every event with its parameters, the indexed ones marked. */
const eventsOf = (abi: InterfaceAbi): string[] =>
  Interface.from(abi)
    .fragments.filter(({ type }) => type === "event")
    .map((fragment) => fragment.format("full"))
    .sort();

async function storageOf(hre: HardhatRuntimeEnvironment, name: string): Promise<readonly string[]> {
  const id = await hre.artifacts.getBuildInfoId(name);
  const file = id && (await hre.artifacts.getBuildInfoOutputPath(id));
  if (!file) throw new Error(`No build output for ${name}`);
  const { contracts } = JSON.parse(readFileSync(file, "utf8")).output;
  const source = `project/${name.slice(0, name.indexOf(":"))}`;
  const layout: StorageLayout = contracts[source][name.slice(name.indexOf(":") + 1)].storageLayout;
  const types = layout.types ?? {};
  const line = ({ label, slot, offset, type }: StorageVariable): string =>
    `${slot}+${offset} ${label}: ${types[type]?.label ?? type}`;
  const structs = Object.values(types)
    .flatMap(({ label, members }) => (members ?? []).map((member) => `${label} ${line(member)}`))
    .sort();
  return [...(layout.storage ?? []).map(line), ...structs];
}
