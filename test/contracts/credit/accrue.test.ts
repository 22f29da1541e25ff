import { expect } from "chai";
import {
  bullet,
  type CreditSuite,
  creditLimits,
  creditStatus,
  drawn,
  lineTerms,
  nextAfter,
  signTerms,
} from "../fixtures/credit.js";
import { loadCredit } from "../fixtures/loadCredit.js";
import { DAY_SECONDS } from "../fixtures/paymentInfo.js";

const SCALE = 10n ** 9n;

describe("accrue", () => {
  let suite: CreditSuite;
  beforeEach(async () => {
    suite = await loadCredit();
  });

  it("adds simple interest: 10 % of 500 TUSD over 73 days is 10 TUSD", async () => {
    const { line } = suite;
    const id = await drawn(suite, 500_000_000n, bullet);
    await nextAfter(suite, id, 73 * DAY_SECONDS);
    await line.accrue(id);
    expect((await line.creditOf(id)).interestScaled).to.equal(10_000_000n * SCALE);
    expect(await line.debtOf(id)).to.equal(510_000_000n);
    expect(await line.realAssets()).to.equal(510_000_000n);
    await nextAfter(suite, id, 73 * DAY_SECONDS);
    await line.accrue(id);
    expect(await line.debtOf(id)).to.equal(520_000_000n);
  });

  it("C5: uses the late rate from the end of the grace on, whenever it is called", async () => {
    const { line, connection, networkHelpers } = { ...suite, ...suite.connection };
    // The whole debt is due after 73 days; late 5 days after; then 20 % instead of 10 %.
    const now = BigInt(await connection.networkHelpers.time.latest());
    const maturity = now + BigInt(73 * DAY_SECONDS);
    const id = await drawn(suite, 365_000_000n, { ...bullet, maturity });
    const start = (await line.creditOf(id)).lastAccrual;
    const lateAt = maturity + BigInt(5 * DAY_SECONDS);
    const end = lateAt + BigInt(10 * DAY_SECONDS);
    // A day costs 100,000 units at 10 % and 200,000 at 20 %.
    const perDay = 100_000n * SCALE;
    const days = (seconds: bigint) => (perDay * seconds + BigInt(DAY_SECONDS) - 1n) / BigInt(DAY_SECONDS);
    const expected = days(lateAt - start) + 2n * perDay * 10n;
    const snapshot = await networkHelpers.takeSnapshot();
    await networkHelpers.time.setNextBlockTimestamp(end);
    await line.accrue(id);
    expect((await line.creditOf(id)).interestScaled).to.equal(expected);
    await snapshot.restore();
    let calls = 0n;
    for (const at of [start + 1n, maturity, lateAt - 1n, lateAt, lateAt + 1n, end]) {
      await networkHelpers.time.setNextBlockTimestamp(at);
      await (at === lateAt + 1n ? line.markLate(id) : line.accrue(id));
      calls += 1n;
    }
    const often = (await line.creditOf(id)).interestScaled;
    expect(often >= expected && often <= expected + calls).to.equal(true);
  });

  it("C7: what the pool counts lags behind until someone accrues past the grace, and never exceeds the debt", async () => {
    const { line, connection } = suite;
    const id = await drawn(suite, 365_000_000n, { ...bullet, gracePeriod: 0n });
    const { maturity } = await line.creditOf(id);
    await connection.networkHelpers.time.increaseTo(maturity + BigInt(10 * DAY_SECONDS));
    const before = await line.realAssets();
    expect(before < (await line.debtOf(id))).to.equal(true);
    await line.accrue(id);
    const after = await line.realAssets();
    expect(after - before >= 999_999n && after <= (await line.debtOf(id))).to.equal(true);
  });

  it("dust accrual: every second of a minute costs less than a unit on a token of two decimals", async () => {
    const { ethers, accessManager, ledger, policy, merchant, underwriter, connection, admin } = suite;
    const cents = await ethers.deployContract("PlainToken", [2]);
    const pool = await ethers.deployContract("SimplePool", [await cents.getAddress()]);
    const line = await ethers.deployContract("CreditLine", [
      await accessManager.getAddress(),
      await ledger.getAddress(),
      await pool.getAddress(),
      await policy.getAddress(),
      1,
    ]);
    await pool.setCreditLine(await line.getAddress());
    await ledger.addCreditLine(await line.getAddress());
    await cents.mint(await pool.getAddress(), 100_000n);
    await pool.addIdle(100_000n);
    await line.connect(admin).setLimits(creditLimits);
    const other = { ...suite, line };
    const terms = await lineTerms(other, { ...bullet, originationBps: 0n });
    await line.connect(merchant).open(terms, await signTerms(other, terms, [underwriter]), "0x");
    const id = await line.lineOf(merchant.address);
    // 10 % of 1,000.00 over a minute is 0.019 cents.
    await line.connect(merchant).draw(id, 100_000n);
    const start = (await line.creditOf(id)).lastAccrual;
    for (let second = 1n; second <= 60n; second += 1n) {
      await connection.networkHelpers.time.setNextBlockTimestamp(start + second);
      await line.accrue(id);
    }
    const exact = (100_000n * SCALE * 1_000n * 60n) / (10_000n * 31_536_000n);
    const interest = (await line.creditOf(id)).interestScaled;
    expect(interest - exact <= 60n && interest >= exact).to.equal(true);
    expect(await line.debtOf(id)).to.equal(100_001n);
  });

  it("C4: changes neither status nor debt", async () => {
    const { line, stranger } = suite;
    const id = await drawn(suite, 500_000_000n);
    await nextAfter(suite, id, DAY_SECONDS);
    await line.connect(stranger).accrue(id);
    // 136,986.3 units of interest a day, rounded up.
    expect(await line.debtOf(id)).to.equal(500_136_987n);
    expect((await line.creditOf(id)).status).to.equal(creditStatus.Active);
  });

  it("refuses an unknown line", async () => {
    const { line } = suite;
    const unknown = `0x${"12".repeat(32)}`;
    await expect(line.accrue(unknown))
      .to.be.revertedWithCustomError(line, "LineNotActive")
      .withArgs(unknown, 0n);
  });
});
