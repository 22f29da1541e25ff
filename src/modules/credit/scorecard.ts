/** What a merchant is judged by, in one asset; money in smallest units, windows of 30 days, the newest first. */
export interface BusinessFigures {
  readonly decimals: number;
  /** Captured in each of the last three windows. */
  readonly captured: readonly [bigint, bigint, bigint];
  /** Refunded in all three. */
  readonly refunded: bigint;
  /** Days since the first capture; 0 before it. */
  readonly tenureDays: number;
  /** Captured from each payer in all three, largest first. */
  readonly byPayer: readonly bigint[];
}

export const SCORECARD_VERSION = 1;

export interface ScoredFactor {
  readonly factor: "VOLUME" | "TREND" | "VOLATILITY" | "REFUNDS" | "TENURE" | "CONCENTRATION";
  /** What was measured: whole tokens, basis points or days. */
  readonly value: bigint;
  readonly points: number;
  readonly most: number;
  readonly reason: string;
}

export interface Score {
  readonly version: number;
  /** 0 to 100. */
  readonly points: number;
  readonly factors: readonly ScoredFactor[];
}

/** What a grade is lent: part of the borrowing base, yearly interest and part of each capture, in basis points. */
export interface Grade {
  readonly least: number;
  readonly baseBps: bigint;
  readonly aprBps: number;
  readonly holdbackBps: number;
}

/** The best first. Below the last nothing is lent. */
export const GRADES: readonly Grade[] = [
  { least: 75, baseBps: 10_000n, aprBps: 800, holdbackBps: 1_500 },
  { least: 60, baseBps: 7_000n, aprBps: 1_200, holdbackBps: 2_000 },
  { least: 45, baseBps: 4_000n, aprBps: 1_800, holdbackBps: 3_000 },
];

const ONE = 10_000n;
/** Of one payer, as in contracts/credit/PledgeBook.sol MAX_PAYER_BPS. */
const MOST_OF_PAYER_BPS = 2_000n;

type Step = readonly [bound: bigint, points: number];
const atLeast = (value: bigint, steps: readonly Step[]) => steps.find(([least]) => value >= least)?.[1] ?? 0;
const atMost = (value: bigint, steps: readonly Step[]) => steps.find(([most]) => value <= most)?.[1] ?? 0;

/**
 * Judges figures by version 1 of the scorecard: integers alone, so that the same figures give the same points everywhere.
 * Every division is rounded down. @see docs/credit.md
 */
export function scoreOf(figures: BusinessFigures): Score {
  const factors = [volume, trend, volatility, refunds, tenure, concentration].map((judge) => judge(figures));
  return {
    version: SCORECARD_VERSION,
    points: factors.reduce((sum, { points }) => sum + points, 0),
    factors,
  };
}

/** The grade of some points; undefined: nothing is lent. */
export function gradeOf(points: number): Grade | undefined {
  return GRADES.find(({ least }) => points >= least);
}

/** What a month brings, of which one payer counts for a fifth of all at most; rounded down, for the lenders. */
export function borrowingBaseDown({ byPayer }: Pick<BusinessFigures, "byPayer">): bigint {
  const total = byPayer.reduce((sum, units) => sum + units, 0n);
  const most = (total * MOST_OF_PAYER_BPS) / ONE;
  return byPayer.reduce((sum, units) => sum + (units < most ? units : most), 0n) / 3n;
}

function totalOf({ captured }: BusinessFigures): bigint {
  return captured[0] + captured[1] + captured[2];
}

function volume(figures: BusinessFigures): ScoredFactor {
  const value = totalOf(figures) / 3n / 10n ** BigInt(figures.decimals);
  const points = atLeast(value, [
    [100_000n, 30],
    [50_000n, 24],
    [10_000n, 18],
    [5_000n, 12],
    [1_000n, 6],
  ]);
  return { factor: "VOLUME", value, points, most: 30, reason: `${value} captured in a month, on average` };
}

function trend({ captured }: BusinessFigures): ScoredFactor {
  const before = captured[1] + captured[2];
  const value = before === 0n ? 0n : (captured[0] * 2n * ONE) / before;
  const points = atLeast(value, [
    [11_000n, 15],
    [9_000n, 10],
    [7_000n, 5],
  ]);
  const reason = `the last month is ${value} basis points of the two before`;
  return { factor: "TREND", value, points, most: 15, reason };
}

function volatility(figures: BusinessFigures): ScoredFactor {
  const sorted = [...figures.captured].sort((a, b) => (a < b ? -1 : 1));
  const total = totalOf(figures);
  const spread = (sorted[2] ?? 0n) - (sorted[0] ?? 0n);
  const value = total === 0n ? ONE * 3n : (spread * 3n * ONE) / total;
  const points = atMost(value, [
    [2_500n, 15],
    [5_000n, 10],
    [10_000n, 5],
  ]);
  const reason = `months differ by ${value} basis points of their average`;
  return { factor: "VOLATILITY", value, points, most: 15, reason };
}

function refunds(figures: BusinessFigures): ScoredFactor {
  const total = totalOf(figures);
  const value = total === 0n ? ONE : (figures.refunded * ONE) / total;
  const points = atMost(value, [
    [100n, 15],
    [300n, 10],
    [1_000n, 5],
  ]);
  return { factor: "REFUNDS", value, points, most: 15, reason: `${value} basis points were refunded` };
}

function tenure({ tenureDays }: BusinessFigures): ScoredFactor {
  const value = BigInt(tenureDays);
  const points = atLeast(value, [
    [365n, 15],
    [180n, 10],
    [90n, 5],
  ]);
  return { factor: "TENURE", value, points, most: 15, reason: `${value} days since the first capture` };
}

function concentration(figures: BusinessFigures): ScoredFactor {
  const total = totalOf(figures);
  const value = total === 0n ? ONE : ((figures.byPayer[0] ?? 0n) * ONE) / total;
  const points = atMost(value, [
    [1_000n, 10],
    [2_000n, 6],
    [5_000n, 3],
  ]);
  const reason = `the largest payer brought ${value} basis points`;
  return { factor: "CONCENTRATION", value, points, most: 10, reason };
}
