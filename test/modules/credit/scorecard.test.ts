import { expect } from "chai";
import {
  type BusinessFigures,
  borrowingBaseDown,
  gradeOf,
  scoreOf,
} from "../../../src/modules/credit/scorecard.ts";

const TUSD = 1_000_000n;
const pointsOf = (figures: BusinessFigures) =>
  Object.fromEntries(scoreOf(figures).factors.map(({ factor, value, points }) => [factor, [value, points]]));

describe("the scorecard", () => {
  it("judges a steady shop: by hand, 6 x 10,000 a month from ten payers", () => {
    const steady: BusinessFigures = {
      decimals: 6,
      captured: [60_000n * TUSD, 50_000n * TUSD, 55_000n * TUSD],
      refunded: 1_650n * TUSD,
      tenureDays: 200,
      byPayer: Array.from({ length: 10 }, () => 16_500n * TUSD),
    };
    // 165,000 / 3; 60,000 of 52,500; 10,000 of 55,000; 1,650 of 165,000; 16,500 of 165,000.
    expect(pointsOf(steady)).to.deep.equal({
      VOLUME: [55_000n, 24],
      TREND: [11_428n, 15],
      VOLATILITY: [1_818n, 15],
      REFUNDS: [100n, 15],
      TENURE: [200n, 10],
      CONCENTRATION: [1_000n, 10],
    });
    expect(scoreOf(steady).points).to.equal(89);
    expect(borrowingBaseDown(steady)).to.equal(55_000n * TUSD);
    expect(gradeOf(89)?.aprBps).to.equal(800);
  });

  it("lets one payer back a fifth at most", () => {
    // Of 100: 90 and twice 5. The largest counts for 20, so that 30 are left, a third of it a month.
    expect(borrowingBaseDown({ byPayer: [90n * TUSD, 5n * TUSD, 5n * TUSD] })).to.equal(10n * TUSD);
    expect(borrowingBaseDown({ byPayer: [99n] })).to.equal(6n); // 19 down of a fifth, 6 down of a third
  });

  it("gives nothing for nothing, and lends nothing", () => {
    const none: BusinessFigures = {
      decimals: 6,
      captured: [0n, 0n, 0n],
      refunded: 0n,
      tenureDays: 0,
      byPayer: [],
    };
    const score = scoreOf(none);
    expect([score.points, gradeOf(score.points), borrowingBaseDown(none)]).to.deep.equal([0, undefined, 0n]);
  });

  it("steps at its bounds exactly", () => {
    const at = (refunded: bigint) =>
      scoreOf({
        decimals: 0,
        captured: [10_000n, 10_000n, 10_000n],
        refunded,
        tenureDays: 90,
        byPayer: [30_000n],
      }).factors.find(({ factor }) => factor === "REFUNDS")?.points;
    expect([at(300n), at(302n), at(303n), at(900n), at(903n), at(3_000n), at(3_003n)]).to.deep.equal([
      15, 15, 10, 10, 5, 5, 0,
    ]);
    expect(
      [gradeOf(75), gradeOf(74), gradeOf(60), gradeOf(45), gradeOf(44)].map((grade) => grade?.least),
    ).to.deep.equal([75, 60, 60, 45, undefined]);
  });
});
