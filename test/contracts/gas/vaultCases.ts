import { CASH, earnVault } from "../fixtures/vault.js";
import { type GasCase, gasOf } from "./cases.js";

/** Verbs of an Earn vault whose money is idle; the holder had shares before and keeps some. */
export const vaultGasCases: readonly GasCase[] = [
  {
    name: "vault deposit existing holder",
    measure: async (suite) => {
      const { vault, lender, other } = await earnVault(suite, { feeBps: 1_000 });
      await vault.connect(lender).deposit(CASH, lender.address);
      await vault.connect(other).deposit(CASH, other.address);
      return gasOf(vault.connect(lender).deposit(CASH, lender.address));
    },
  },
  {
    name: "vault withdraw partial",
    measure: async (suite) => {
      const { vault, lender, other } = await earnVault(suite, { feeBps: 1_000 });
      await vault.connect(lender).deposit(CASH, lender.address);
      await vault.connect(other).deposit(CASH, other.address);
      return gasOf(vault.connect(lender).withdraw(CASH / 2n, lender.address, lender.address));
    },
  },
];
