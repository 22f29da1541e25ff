import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";

/** A test dollar; only for chains without real money. */
export const testDollarModule = (owner: string) =>
  buildModule("TestDollar", (m) => ({ testDollar: m.contract("TestDollar", [owner]) }));

/** A wrapped native coin; likewise. */
export const wrappedCoinModule = buildModule("WrappedCoin", (m) => ({
  wrappedCoin: m.contract("WrappedCoin"),
}));
