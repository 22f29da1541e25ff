import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";

/** Test money; only for chains without real money. */
export const testDollarModule = (owner: string) =>
  buildModule("TestDollar", (m) => ({ testDollar: m.contract("TestDollar", [owner]) }));
