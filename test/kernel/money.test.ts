import { expect } from "chai";
import fc from "fast-check";
import { type Bps, feeDown } from "../../src/kernel/money/bps.ts";
import { formatUnits, MAX_UNITS, parseUnits, parseUnitsOrZero } from "../../src/kernel/money/tokenAmount.ts";
import { refused } from "../fixtures/refused.ts";

describe("parseUnits", () => {
  it("reads whole and fractional amounts exactly", () => {
    expect(parseUnits("12.5", 6)).to.equal(12_500_000n);
    expect(parseUnits("0.000001", 6)).to.equal(1n);
    expect(parseUnits("1", 0)).to.equal(1n);
    expect(parseUnits("1.10", 1)).to.equal(11n);
    expect(parseUnits("1329227995784.915872903807060280344575", 24)).to.equal(MAX_UNITS);
  });

  it("takes nothing for an amount only where it is asked to", async () => {
    for (const zero of ["0", "000", "0.000000"]) {
      expect(parseUnitsOrZero(zero, 6)).to.equal(0n);
      await refused("AMOUNT_NOT_POSITIVE", () => parseUnits(zero, 6));
    }
    expect(parseUnitsOrZero("0.000001", 6)).to.equal(1n);
    await refused("AMOUNT_PRECISION", () => parseUnitsOrZero("0.0000001", 6));
    await refused("AMOUNT_NOT_POSITIVE", () => parseUnitsOrZero("-0", 6));
  });

  it("gives back what formatUnits wrote, for every amount and scale", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: MAX_UNITS }),
        fc.integer({ min: 0, max: 30 }),
        (units, decimals) => {
          expect(parseUnits(formatUnits(units, decimals), decimals)).to.equal(units);
        },
      ),
    );
  });

  for (const [text, code] of [
    ["0", "AMOUNT_NOT_POSITIVE"],
    ["0.000000", "AMOUNT_NOT_POSITIVE"],
    ["-1", "AMOUNT_NOT_POSITIVE"],
    ["1.0000001", "AMOUNT_PRECISION"],
    [`1${"0".repeat(40)}`, "AMOUNT_TOO_LARGE"],
    ["1e3", "INVALID_INPUT"],
    ["1,5", "INVALID_INPUT"],
    ["", "INVALID_INPUT"],
    [".5", "INVALID_INPUT"],
    ["0x10", "INVALID_INPUT"],
    ["١٢", "INVALID_INPUT"],
  ] as const) {
    it(`refuses "${text.slice(0, 12)}" as ${code}`, () => refused(code, () => parseUnits(text, 6)));
  }
});

describe("formatUnits", () => {
  it("drops trailing zeros and keeps the sign", () => {
    expect(formatUnits(12_500_000n, 6)).to.equal("12.5");
    expect(formatUnits(1n, 18)).to.equal("0.000000000000000001");
    expect(formatUnits(-1_500_000n, 6)).to.equal("-1.5");
    expect(formatUnits(0n, 6)).to.equal("0");
    expect(formatUnits(7n, 0)).to.equal("7");
  });
});

describe("feeDown", () => {
  it("rounds down, for the merchant", () => {
    expect(feeDown(10_000n, 100 as Bps)).to.equal(100n);
    expect(feeDown(9_999n, 100 as Bps)).to.equal(99n);
    expect(feeDown(1n, 9_999 as Bps)).to.equal(0n);
    expect(feeDown(1n, 10_000 as Bps)).to.equal(1n);
  });
});
