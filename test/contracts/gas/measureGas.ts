import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
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

/** Gas of every case, each from the same fresh state. */
export async function measureGas(hre: HardhatRuntimeEnvironment): Promise<Readonly<Record<string, bigint>>> {
  const connection = await hre.network.create();
  const suite = await deploySuite(connection);
  const fresh = await connection.networkHelpers.takeSnapshot();
  const gas: Record<string, bigint> = {};
  for (const { name, measure } of allCases) {
    gas[name] = await measure(suite);
    await fresh.restore();
  }
  await connection.close();
  return gas;
}
