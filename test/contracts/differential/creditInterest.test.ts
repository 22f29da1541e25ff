import { expect } from "chai";
import fc from "fast-check";
import { type CreditSuite, type LineTerms, lineTerms, signTerms } from "../fixtures/credit.js";
import { loadCredit } from "../fixtures/loadCredit.js";
import { accrue, debtOf, draw, type ModelLine, pay, shareOf } from "./creditModel.js";

/** How many sequences of calls are compared; the deep setting is a thousand and more. */
const SEQUENCES = Number(process.env.CREDIT_SEQUENCES ?? 50);
const DAY = 86_400;
const ZERO_REF = `0x${"0".repeat(64)}`;

const rates = fc.record({
  aprBps: fc.bigInt({ min: 0n, max: 5_000n }),
  more: fc.bigInt({ min: 0n, max: 5_000n }),
  holdbackBps: fc.bigInt({ min: 1n, max: 10_000n }),
  originationBps: fc.bigInt({ min: 0n, max: 500n }),
  gracePeriod: fc.bigInt({ min: 0n, max: 864_000n }),
  schedule: fc.option(
    fc.record({
      period: fc.bigInt({ min: 1n, max: 90n * 86_400n }),
      minPayment: fc.bigInt({ min: 1n, max: 400_000_000n }),
    }),
    { nil: { period: 0n, minPayment: 0n } },
  ),
  lifeSeconds: fc.integer({ min: DAY, max: 400 * DAY }),
});

const steps = fc.array(
  fc.record({
    verb: fc.constantFrom("draw", "repay", "revenue", "accrue", "markLate"),
    /** To a boundary of the schedule, or a time of any length. */
    wait: fc.oneof(
      fc.integer({ min: 1, max: 60 * DAY }),
      fc.constantFrom("due", "late", "maturity") as fc.Arbitrary<"due" | "late" | "maturity">,
    ),
    near: fc.integer({ min: -1, max: 1 }),
    amount: fc.bigInt({ min: 100n, max: 600_000_000n }),
  }),
  { minLength: 1, maxLength: 12 },
);
type Step = typeof steps extends fc.Arbitrary<(infer One)[]> ? One : never;

describe("credit against its model", () => {
  it(`C1, C5, C6: ${SEQUENCES} sequences agree to the unit`, async function () {
    this.timeout(0);
    await fc.assert(
      fc.asyncProperty(rates, steps, async (terms, sequence) => {
        const suite = await loadCredit();
        const [id, model] = await openBoth(suite, terms);
        for (const step of sequence) {
          await takeBoth(suite, id, model, step);
          await compare(suite, id, model);
        }
      }),
      { numRuns: SEQUENCES },
    );
  });
});

async function openBoth(
  suite: CreditSuite,
  { more, schedule, lifeSeconds, ...rest }: typeof rates extends fc.Arbitrary<infer Rates> ? Rates : never,
): Promise<readonly [string, ModelLine]> {
  const { line, merchant, underwriter, token, connection } = suite;
  await token.mint(merchant.address, 2n ** 100n); // what is drawn stays in Settlement; repayments come from elsewhere
  const maturity = BigInt(await connection.networkHelpers.time.latest()) + BigInt(lifeSeconds);
  const changes: Partial<LineTerms> = { ...rest, ...schedule, lateAprBps: rest.aprBps + more, maturity };
  const terms = await lineTerms(suite, changes);
  await line.connect(merchant).open(terms, await signTerms(suite, terms, [underwriter]), "0x");
  const model: ModelLine = {
    principal: 0n,
    interest: 0n,
    last: BigInt(await connection.networkHelpers.time.latest()),
    dueAt: 0n,
    paid: 0n,
    maturity,
    apr: terms.aprBps,
    lateApr: terms.lateAprBps,
    holdback: terms.holdbackBps,
    origination: terms.originationBps,
    grace: terms.gracePeriod,
    period: terms.period,
    minPayment: terms.minPayment,
  };
  return [await line.lineOf(merchant.address), model];
}

/** The step on the contract and, when it is possible there, on the model. */
async function takeBoth(suite: CreditSuite, id: string, model: ModelLine, step: Step): Promise<void> {
  const { line, ledger, merchant, token, connection } = suite;
  const now = await nextTime(suite, model, step);
  const mine = async () => connection.networkHelpers.time.setNextBlockTimestamp(now);
  const accrued = { ...model };
  accrue(accrued, now);
  const debt = debtOf(accrued);
  if (step.verb === "draw") {
    const isLate = debt !== 0n && now >= model.dueAt + model.grace;
    if (isLate || now >= model.maturity || debt + step.amount > 1_000_000_000n) return;
    if ((await line.creditOf(id)).status !== 1n) return;
    const asset = await token.getAddress();
    const before = await ledger.balanceOf(merchant.address, asset);
    await mine();
    await line.connect(merchant).draw(id, step.amount);
    const net = draw(model, step.amount, now);
    expect((await ledger.balanceOf(merchant.address, asset)) - before).to.equal(net);
  } else if (step.verb === "accrue" || step.verb === "markLate") {
    const canMark =
      debt !== 0n && now >= model.dueAt + model.grace && (await line.creditOf(id)).status === 1n;
    await mine();
    await (step.verb === "markLate" && canMark ? line.markLate(id) : line.accrue(id));
    accrue(model, now);
  } else if (debt !== 0n) {
    await mine();
    if (step.verb === "repay") {
      const before = await token.balanceOf(merchant.address);
      await line.connect(merchant).repay(id, step.amount);
      const taken = pay(model, step.amount, now);
      expect(before - (await token.balanceOf(merchant.address))).to.equal(taken);
    } else {
      await capture(suite, model, step.amount, now);
    }
  }
}

/** The money arrives at the step's time, the capture a second later. */
async function capture(suite: CreditSuite, model: ModelLine, net: bigint, now: bigint): Promise<void> {
  const { ledger, token, merchant, line, connection } = suite;
  await token.mint(await ledger.getAddress(), net);
  await connection.networkHelpers.time.setNextBlockTimestamp(now + 1n);
  const uncollected = await line.uncollected();
  await ledger.credit(merchant.address, await token.getAddress(), net, ZERO_REF);
  const accrued = { ...model };
  accrue(accrued, now + 1n);
  const share = shareOf(accrued, net);
  // A capture that pays nothing stores nothing either.
  if (share !== 0n) pay(model, share, now + 1n);
  expect((await line.uncollected()) - uncollected).to.equal(share);
}

async function nextTime({ connection }: CreditSuite, model: ModelLine, step: Step): Promise<bigint> {
  const latest = BigInt(await connection.networkHelpers.time.latest());
  if (typeof step.wait === "number") return latest + BigInt(step.wait);
  const boundaries = { due: model.dueAt, late: model.dueAt + model.grace, maturity: model.maturity };
  const wanted = boundaries[step.wait] + BigInt(step.near);
  return wanted > latest ? wanted : latest + 1n;
}

async function compare({ line, connection }: CreditSuite, id: string, model: ModelLine): Promise<void> {
  const credit = await line.creditOf(id);
  expect([
    credit.principal,
    credit.interestScaled,
    credit.dueAt,
    await line.paidOf(id),
    credit.lastAccrual,
  ]).to.deep.equal([model.principal, model.interest, model.dueAt, model.paid, model.last]);
  // A capture that pays nothing stores nothing, so that the debt of now is not the stored one.
  const today = { ...model };
  accrue(today, BigInt(await connection.networkHelpers.time.latest()));
  expect((await line.realAssets()) <= debtOf(today), "C7").to.equal(true);
}
