import { id } from "ethers";
import type { Suite } from "../fixtures/suite.js";
import { type GasCase, gasOf } from "./cases.js";

/** Sweeps of one token to one account that has a balance; gate, fees and reserves are off. */
export const depositGasCases: readonly GasCase[] = [
  {
    name: "sweep of 100 fresh deposit addresses, per address",
    measure: async (suite) => (await hundred(suite)).sweep(),
  },
  {
    name: "re-sweep of 100 deployed addresses, per address",
    measure: async (suite) => {
      const addresses = await hundred(suite);
      await addresses.sweep();
      await addresses.pay();
      return addresses.sweep();
    },
  },
];

const ADDRESSES = 100;
const UNITS = 1_000_000n;

/** A hundred addresses with money, in the factory that Settlement knows. */
async function hundred({ ethers, accessManager, settlement, admin, merchant, payer, token }: Suite) {
  const coin = await ethers.deployContract("WrappedCoin");
  const factory = await ethers.deployContract("DepositFactory", [accessManager, settlement, coin]);
  await settlement.connect(admin).addFactory(factory);
  await settlement.connect(merchant).deposit(merchant.address, token, UNITS);
  const deposits = Array.from({ length: ADDRESSES }, (_, i) => ({
    account: merchant.address,
    ref: id(`invoice ${i}`),
    refundTo: payer.address,
  }));
  const pay = async () => {
    for (const { account, ref, refundTo } of deposits) {
      await token.mint(await factory.addressOf(account, ref, refundTo), UNITS);
    }
  };
  await pay();
  const sweep = async () => (await gasOf(factory.sweepBatch(token, deposits))) / BigInt(ADDRESSES);
  return { pay, sweep };
}
