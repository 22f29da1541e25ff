import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { NetworkConnection } from "hardhat/types/network";
import { deploySuite } from "../fixtures/suite.js";
import { gasCases } from "./cases.js";
import { creditGasCases } from "./creditCases.js";
import { depositGasCases } from "./depositCases.js";
import { gateGasCases } from "./gateCases.js";
import { mandateGasCases } from "./mandateCases.js";
import { vaultGasCases } from "./vaultCases.js";

const allCases = [
  ...gasCases,
  ...gateGasCases,
  ...creditGasCases,
  ...mandateGasCases,
  ...vaultGasCases,
  ...depositGasCases,
];

/** Gas of every case, each from the same fresh state.
 *  @param onMeasured sees the chain right after a case, whose last transaction is the measured one */
export async function measureGas(
  hre: HardhatRuntimeEnvironment,
  onMeasured: (name: string, gas: bigint, connection: NetworkConnection) => Promise<void> = async () => {},
): Promise<Readonly<Record<string, bigint>>> {
  const connection = await hre.network.create();
  const suite = await deploySuite(connection);
  const fresh = await connection.networkHelpers.takeSnapshot();
  const gas: Record<string, bigint> = {};
  for (const { name, measure } of allCases) {
    const used = await measure(suite);
    gas[name] = used;
    await onMeasured(name, used, connection);
    await fresh.restore();
  }
  await connection.close();
  return gas;
}
