import { expect } from "chai";
import {
  bullet,
  type CreditSuite,
  creditLimits,
  creditStatus,
  drawn,
  lineTerms,
  nextAfter,
  opened,
  POOL_ASSETS,
  secured,
  signTerms,
} from "../fixtures/credit.js";
import { expectLineRefused } from "../fixtures/creditRefusal.js";
import { loadCredit } from "../fixtures/loadCredit.js";
import { DAY_SECONDS } from "../fixtures/paymentInfo.js";

const PERIOD_SECONDS = 30 * DAY_SECONDS;
const GRACE_SECONDS = 5 * DAY_SECONDS;

describe("draw", () => {
  let suite: CreditSuite;
  beforeEach(async () => {
    suite = await loadCredit();
  });

  it("refuses others than the borrower, nothing, and more than the line", async () => {
    const { line, merchant, stranger } = suite;
    const id = await opened(suite);
    await expectLineRefused(suite, id, () => line.connect(stranger).draw(id, 1n), [
      line,
      "InvalidSender",
      stranger.address,
      merchant.address,
    ]);
    await expectLineRefused(suite, id, () => line.connect(merchant).draw(id, 0n), [line, "ZeroAmount"]);
    // One unit is all fee.
    await expectLineRefused(suite, id, () => line.connect(merchant).draw(id, 1n), [line, "ZeroAmount"]);
    await expectLineRefused(suite, id, () => line.connect(merchant).draw(id, 1_000_000_001n), [
      line,
      "ExceedsAvailableCredit",
      1_000_000_000n,
      1_000_000_001n,
    ]);
  });

  it("C2: refuses beyond the ceilings of a borrower and of all lines", async () => {
    const { line, merchant, sentinel, risk } = suite;
    const id = await opened(suite);
    await line.connect(sentinel).lowerLimits({ ...creditLimits, borrowerDebt: 400_000_000n });
    await expectLineRefused(suite, id, () => line.connect(merchant).draw(id, 400_000_001n), [
      line,
      "ExceedsAvailableCredit",
      400_000_000n,
      400_000_001n,
    ]);
    await line.connect(risk).setLimits({ ...creditLimits, globalPrincipal: 300_000_000n });
    await expectLineRefused(suite, id, () => line.connect(merchant).draw(id, 300_000_001n), [
      line,
      "GlobalLimitExceeded",
      300_000_001n,
      300_000_000n,
    ]);
    expect(await line.available(id)).to.equal(300_000_000n);
    await line.connect(merchant).draw(id, 300_000_000n);
    expect(await line.available(id)).to.equal(0n);
  });

  it("C2: refuses to flagged borrowers, in a pause, frozen, late or past maturity", async () => {
    const { line, merchant, admin, guardian, sentinel, ethers, connection } = suite;
    const id = await drawn(suite, 100_000_000n);
    const draw = () => line.connect(merchant).draw(id, 1_000_000n);
    const gate = await ethers.deployContract("SwitchGate");
    await line.connect(admin).setGate(await gate.getAddress());
    await gate.set(merchant.address, 2);
    await expectLineRefused(suite, id, draw, [line, "Blocked", merchant.address, 7n]);
    await gate.set(merchant.address, 0);
    await line.connect(guardian).pauseEntry();
    await expectLineRefused(suite, id, draw, [line, "EntryPaused"]);
    await line.connect(guardian).resumeEntry();
    await draw();

    const { dueAt, maturity } = await line.creditOf(id);
    await connection.networkHelpers.time.increaseTo(dueAt + BigInt(GRACE_SECONDS));
    await expectLineRefused(suite, id, draw, [line, "PastDue", dueAt + BigInt(GRACE_SECONDS)]);
    expect(await line.available(id)).to.equal(0n);
    await line.connect(merchant).repay(id, 150_000_000n);
    await connection.networkHelpers.time.increaseTo(maturity);
    const other = await line.creditOf(id);
    expect(other.dueAt).to.equal(0n);
    await expectLineRefused(suite, id, draw, [line, "PastDue", maturity]);
    await line.connect(sentinel).freeze(id);
    await expectLineRefused(suite, id, draw, [line, "LineNotActive", id, creditStatus.Frozen]);
  });

  it("refuses what the pool does not have, and secured lines", async () => {
    const { line, merchant, pool, risk, underwriter } = suite;
    const wide = 20_000_000_000n;
    await line.connect(risk).setLimits({
      globalPrincipal: wide,
      borrowerDebt: wide,
      lineLimit: wide,
      secondSignatureAbove: wide,
    });
    const terms = await lineTerms(suite, { limit: wide, originationBps: 0n });
    await line.connect(merchant).open(terms, await signTerms(suite, terms, [underwriter]), "0x");
    const id = await line.lineOf(merchant.address);
    await expectLineRefused(suite, id, () => line.connect(merchant).draw(id, POOL_ASSETS + 1n), [
      pool,
      "NotIdle",
      POOL_ASSETS,
      POOL_ASSETS + 1n,
    ]);
    await line.connect(merchant).close(id);
    const needsHolds = await opened(suite, secured);
    await expectLineRefused(suite, needsHolds, () => line.connect(merchant).draw(needsHolds, 1_000n), [
      line,
      "PledgesRequired",
      needsHolds,
    ]);
  });

  it("credits the borrower less the fee, which is rounded up, and sets the lien", async () => {
    const { line, ledger, merchant, pool, token } = suite;
    const id = await opened(suite);
    const sent = line.connect(merchant).draw(id, 100_000_001n);
    await expect(sent).to.emit(line, "CreditDrawn").withArgs(id, 100_000_001n, 1_000_001n, 100_000_001n, 0n);
    const asset = await token.getAddress();
    expect(await ledger.balanceOf(merchant.address, asset)).to.equal(99_000_000n);
    expect(await token.balanceOf(await ledger.getAddress())).to.equal(99_000_000n);
    expect(await pool.idle()).to.equal(POOL_ASSETS - 99_000_000n);
    expect(await pool.totalAssets()).to.equal(POOL_ASSETS + 1_000_001n);
    expect(await ledger.lienOf(merchant.address, asset)).to.deep.equal([await line.getAddress(), 2_000n]);
    expect(await line.debtOf(id)).to.equal(100_000_001n);
    expect(await line.totals()).to.deep.equal([100_000_001n, 0n, 0n]);
    const { lastAccrual, dueAt } = await line.creditOf(id);
    expect(dueAt).to.equal(lastAccrual + BigInt(PERIOD_SECONDS));
    expect(await line.dueOf(id)).to.deep.equal([50_000_000n, dueAt]);
  });

  it("C2: counts accrued interest against the limit", async () => {
    const { line, merchant } = suite;
    // 10 % of 500 TUSD over 73 days: 10 TUSD.
    const id = await drawn(suite, 500_000_000n, bullet);
    await nextAfter(suite, id, 73 * DAY_SECONDS);
    await expect(line.connect(merchant).draw(id, 490_000_001n))
      .to.be.revertedWithCustomError(line, "ExceedsAvailableCredit")
      .withArgs(490_000_000n, 490_000_001n);
    await nextAfter(suite, id, 73 * DAY_SECONDS + 1);
    // One more second costs 1.59 units, so that two units of the limit are gone.
    await line.connect(merchant).draw(id, 489_999_998n);
    expect(await line.debtOf(id)).to.equal(1_000_000_000n);
  });

  it("C11: sets a lien of one where the terms hold nothing back", async () => {
    const { ledger, line, merchant, token } = suite;
    await drawn(suite, 10_000_000n, { holdbackBps: 0n });
    const lien = await ledger.lienOf(merchant.address, await token.getAddress());
    expect(lien).to.deep.equal([await line.getAddress(), 1n]);
  });

  it("does not take over the lien of another credit line", async () => {
    const { ethers, line, ledger, merchant, pool, policy, token } = suite;
    await drawn(suite, 10_000_000n);
    const second = await ethers.deployContract("CreditLine", [
      await suite.accessManager.getAddress(),
      await ledger.getAddress(),
      await pool.getAddress(),
      await policy.getAddress(),
      1,
    ]);
    await second.connect(suite.admin).setLimits(creditLimits);
    await ledger.addCreditLine(await second.getAddress());
    const other = { ...suite, line: second };
    const id = await opened(other);
    await expectLineRefused(other, id, () => second.connect(merchant).draw(id, 1_000_000n), [
      second,
      "LienTaken",
      await line.getAddress(),
    ]);
    expect((await ledger.lienOf(merchant.address, await token.getAddress()))[0]).to.equal(
      await line.getAddress(),
    );
  });
});
