/** A line as the design describes it, with exact time and no storage; amounts in units, interest in 1e-9 units. */
export interface ModelLine {
  principal: bigint;
  interest: bigint;
  last: bigint;
  dueAt: bigint;
  paid: bigint;
  readonly maturity: bigint;
  readonly apr: bigint;
  readonly lateApr: bigint;
  readonly holdback: bigint;
  readonly origination: bigint;
  readonly grace: bigint;
  readonly period: bigint;
  readonly minPayment: bigint;
}

const SCALE = 1_000_000_000n;
const YEAR_BPS = 10_000n * 31_536_000n;

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const divUp = (a: bigint, b: bigint): bigint => (a === 0n ? 0n : (a - 1n) / b + 1n);

/** Interest up to `now`, one second's rate being the late one from dueAt + grace on. */
export function accrue(line: ModelLine, now: bigint): void {
  const lateAt = line.dueAt + line.grace;
  const onTime = now <= lateAt ? now - line.last : lateAt <= line.last ? 0n : lateAt - line.last;
  const late = now - line.last - onTime;
  line.interest += divUp(line.principal * SCALE * (onTime * line.apr + late * line.lateApr), YEAR_BPS);
  line.last = now;
}

export const debtOf = (line: ModelLine): bigint => line.principal + divUp(line.interest, SCALE);

/** Draws `amount`; returns what the borrower receives. */
export function draw(line: ModelLine, amount: bigint, now: bigint): bigint {
  accrue(line, now);
  if (debtOf(line) === 0n) {
    line.dueAt = line.period === 0n ? line.maturity : least(now + line.period, line.maturity);
    line.paid = 0n;
  }
  line.principal += amount;
  return amount - divUp(amount * line.origination, 10_000n);
}

/** Pays up to `amount`, interest first; returns what was taken. */
export function pay(line: ModelLine, amount: bigint, now: bigint): bigint {
  accrue(line, now);
  const taken = least(amount, debtOf(line));
  const ofInterest = least(taken, divUp(line.interest, SCALE));
  line.interest = ofInterest * SCALE > line.interest ? 0n : line.interest - ofInterest * SCALE;
  line.principal -= taken - ofInterest;
  if (debtOf(line) === 0n) {
    line.dueAt = 0n;
    line.paid = 0n;
  } else if (line.period !== 0n && taken !== 0n) {
    line.paid += taken;
    payPeriods(line, now);
  }
  return taken;
}

/** What a capture of `net` repays. */
export const shareOf = (line: ModelLine, net: bigint): bigint =>
  least((net * line.holdback) / 10_000n, debtOf(line));

/** One period after the other, as long as it is overdue or the current one and fully paid. */
function payPeriods(line: ModelLine, now: bigint): void {
  while (line.dueAt < line.maturity && line.dueAt < now + line.period && line.paid >= line.minPayment) {
    line.dueAt = least(line.dueAt + line.period, line.maturity);
    line.paid -= line.minPayment;
  }
  if (line.dueAt >= line.maturity || line.dueAt >= now + line.period) line.paid = 0n;
}
