import { expect } from "chai";
import { confirmationsFor, IN_A_BLOCK } from "../../src/kernel/facts/confirmations.ts";
import { isBelow } from "../../src/kernel/money/tokenAmount.ts";

describe("isBelow", () => {
  for (const [units, decimals, limit, expected] of [
    [99_999_999n, 6, "100", true],
    [100_000_000n, 6, "100", false],
    [100_000_000n, 6, "100.000000000001", true],
    [1n, 0, "1.5", true],
    [2n, 0, "1.5", false],
    [10n ** 30n - 1n, 30, "1.000", true],
    [0n, 6, "0", false],
  ] as const) {
    it(`says ${expected} of ${units} units at ${decimals} decimals and ${limit}`, () => {
      expect(isBelow({ units, decimals }, limit)).to.equal(expected);
    });
  }
});

describe("confirmationsFor", () => {
  const tiers = [
    { below: "100", blocks: 1 },
    { below: "10000", blocks: 6 },
    { below: null, blocks: 20 },
  ];

  for (const [units, blocks] of [
    [1n, 1],
    [99_999_999n, 1],
    [100_000_000n, 6],
    [9_999_999_999n, 6],
    [10_000_000_000n, 20],
    [2n ** 120n - 1n, 20],
  ] as const) {
    it(`asks for ${blocks} when ${units} units of a dollar of six decimals are paid`, () => {
      expect(confirmationsFor(tiers, { units, decimals: 6 })).to.equal(blocks);
    });
  }

  it("asks for the payment's own block unless told otherwise", () => {
    expect(confirmationsFor(IN_A_BLOCK, { units: 10n ** 30n, decimals: 6 })).to.equal(1);
  });
});
