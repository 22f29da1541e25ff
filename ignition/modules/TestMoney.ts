import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";

/** A test dollar, and a wrapped native coin when asked for; only for chains without real money. */
export const testMoneyModule = (owner: string, withCoin: boolean) =>
  buildModule("TestMoney", (m) => {
    const testDollar = m.contract("TestDollar", [owner]);
    return withCoin ? { testDollar, wrappedCoin: m.contract("WrappedCoin") } : { testDollar };
  });
