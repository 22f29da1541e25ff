import type { SuiteOptions } from "./deployTallystick.js";

const DAY_SECONDS = 86_400;
const TUSD = 10n ** 6n;

/** The suite around test money: no sanctions list, no underwriter besides the one given. */
export const testDollarSuite = (account: string): SuiteOptions => ({
  treasury: account,
  oracles: [],
  underwriters: [account],
  pledgeOperators: [account],
  assets: [
    {
      symbol: "TUSD",
      gainWindowSeconds: 7 * DAY_SECONDS,
      bufferBps: 1_000,
      earnFeeBps: 0,
      poolFeeBps: 1_000,
      adapters: [],
      creditLimits: {
        globalPrincipal: 1_000_000n * TUSD,
        borrowerDebt: 100_000n * TUSD,
        lineLimit: 100_000n * TUSD,
        secondSignatureAbove: 50_000n * TUSD,
      },
      defaultDelaySeconds: 30 * DAY_SECONDS,
    },
  ],
});
