import { expect } from "chai";
import {
  bullet,
  type CreditSuite,
  creditStatus,
  drawn,
  nextAfter,
  opened,
  POOL_ASSETS,
} from "../fixtures/credit.js";
import { expectLineRefused } from "../fixtures/creditRefusal.js";
import { loadCredit } from "../fixtures/loadCredit.js";
import { DAY_SECONDS } from "../fixtures/paymentInfo.js";
import { START_BALANCE } from "../fixtures/suite.js";

const MOST = 2n ** 256n - 1n;
const ZERO_REF = `0x${"0".repeat(64)}`;
const PERIOD = BigInt(30 * DAY_SECONDS);

describe("repay", () => {
  let suite: CreditSuite;
  beforeEach(async () => {
    suite = await loadCredit();
  });

  it("zero amount: refuses it, a line without debt, and an unknown line", async () => {
    const { line, merchant } = suite;
    const id = await opened(suite);
    await expectLineRefused(suite, id, () => line.connect(merchant).repay(id, 1n), [line, "NothingOwed", id]);
    await line.connect(merchant).draw(id, 1_000_000n);
    await expectLineRefused(suite, id, () => line.connect(merchant).repay(id, 0n), [line, "ZeroAmount"]);
    await expectLineRefused(suite, id, () => line.connect(merchant).repay(ZERO_REF, 1n), [
      line,
      "LineNotActive",
    ]);
  });

  it("pull from a third party's allowance: takes from the caller only, whoever gave an allowance", async () => {
    const { line, merchant, operator, token } = suite;
    const id = await drawn(suite, 100_000_000n);
    // The merchant's allowance to the line is in place; the operator gave none.
    await expectLineRefused(suite, id, () => line.connect(operator).repay(id, 1_000_000n), [
      token,
      "ERC20InsufficientAllowance",
    ]);
    expect(await token.balanceOf(merchant.address)).to.equal(START_BALANCE);
  });

  it("takes interest first, rounded up, then principal", async () => {
    const { line, merchant, pool, token } = suite;
    const id = await drawn(suite, 100_000_000n, bullet);
    // 10 % of 100 TUSD over 36.5 days is 1 TUSD; one second more is 0.317 units, in scaled units rounded up.
    await nextAfter(suite, id, 36.5 * DAY_SECONDS + 1);
    const scaled = 1_000_000n * 10n ** 9n + 317_097_920n;
    const sent = line.connect(merchant).repay(id, 11_000_001n);
    await expect(sent)
      .to.emit(line, "CreditRepaid")
      .withArgs(id, merchant.address, ZERO_REF, 1_000_001n, 10_000_000n, 90_000_000n, 0n);
    expect(scaled / 10n ** 9n).to.equal(1_000_000n);
    expect(await token.balanceOf(merchant.address)).to.equal(START_BALANCE - 11_000_001n);
    expect(await pool.idle()).to.equal(POOL_ASSETS - 99_000_000n + 11_000_001n);
    expect(await pool.interestReturned()).to.equal(1_000_001n);
    expect(await pool.principalReturned()).to.equal(10_000_000n);
    expect(await line.totals()).to.deep.equal([90_000_000n, 0n, 0n]);
  });

  it("leaves the fraction of a unit that a payment of interest does not cover", async () => {
    const { line, merchant } = suite;
    const id = await drawn(suite, 100_000_000n, bullet);
    await nextAfter(suite, id, 36.5 * DAY_SECONDS + 1);
    await line.connect(merchant).repay(id, 1_000_000n);
    // ceil(100e6 * 1e9 * 1000 / (1e4 * 365 days)) more than a million units.
    expect((await line.creditOf(id)).interestScaled).to.equal(317_097_920n);
    expect((await line.creditOf(id)).principal).to.equal(100_000_000n);
  });

  it("takes no more than the debt, returns what it took and ends the lien", async () => {
    const { line, ledger, merchant, stranger, token } = suite;
    const id = await drawn(suite, 100_000_000n, bullet);
    await nextAfter(suite, id, 73 * DAY_SECONDS);
    expect(await line.connect(stranger).repay.staticCall(id, MOST, { blockTag: "pending" })).to.equal(
      102_000_000n,
    );
    await nextAfter(suite, id, 73 * DAY_SECONDS);
    await line.connect(stranger).repay(id, MOST);
    expect(await token.balanceOf(stranger.address)).to.equal(START_BALANCE - 102_000_000n);
    expect(await line.debtOf(id)).to.equal(0n);
    expect(await line.dueOf(id)).to.deep.equal([0n, 0n]);
    expect((await ledger.lienOf(merchant.address, await token.getAddress()))[1]).to.equal(0n);
    expect(await line.realAssets()).to.equal(0n);
  });

  it("moves the due date by what is paid: not ahead, and one period per payment", async () => {
    const { line, merchant } = suite;
    const id = await drawn(suite, 500_000_000n);
    const { dueAt } = await line.creditOf(id);
    await nextAfter(suite, id, DAY_SECONDS);
    await line.connect(merchant).repay(id, 30_000_000n);
    expect([await line.paidOf(id), (await line.creditOf(id)).dueAt]).to.deep.equal([30_000_000n, dueAt]);
    expect(await line.dueOf(id)).to.deep.equal([20_000_000n, dueAt]);
    const sent = line.connect(merchant).repay(id, 120_000_000n);
    await expect(sent)
      .to.emit(line, "CreditDueChanged")
      .withArgs(id, dueAt + PERIOD, 0n);
    // More in the same period does not buy the next one.
    await line.connect(merchant).repay(id, 100_000_000n);
    expect((await line.creditOf(id)).dueAt).to.equal(dueAt + PERIOD);
  });

  it("asks for every missed payment before the due date is in the future again", async () => {
    const { line, merchant, connection } = suite;
    const id = await drawn(suite, 500_000_000n);
    const { dueAt } = await line.creditOf(id);
    await connection.networkHelpers.time.increaseTo(dueAt + PERIOD + 1n);
    expect(await line.dueOf(id)).to.deep.equal([100_000_000n, dueAt]);
    await line.connect(merchant).repay(id, 60_000_000n);
    expect([await line.paidOf(id), (await line.creditOf(id)).dueAt]).to.deep.equal([
      10_000_000n,
      dueAt + PERIOD,
    ]);
    await line.connect(merchant).repay(id, 90_000_000n);
    expect([await line.paidOf(id), (await line.creditOf(id)).dueAt]).to.deep.equal([0n, dueAt + 3n * PERIOD]);
  });

  it("owes everything at maturity", async () => {
    const { line, connection, merchant } = suite;
    const id = await drawn(suite, 500_000_000n);
    const { maturity } = await line.creditOf(id);
    await connection.networkHelpers.time.increaseTo(maturity);
    const [amount] = await line.dueOf(id);
    expect(amount).to.equal(await line.debtOf(id));
    await line.connect(merchant).repay(id, 400_000_000n);
    expect((await line.creditOf(id)).dueAt <= maturity).to.equal(true);
  });

  it("C10: goes on for frozen, late and defaulted lines, in a pause, with the gate down", async () => {
    const { line, merchant, admin, guardian, sentinel, ethers, connection } = suite;
    const id = await drawn(suite, 500_000_000n);
    const gate = await ethers.deployContract("SwitchGate");
    await line.connect(admin).setGate(await gate.getAddress());
    await gate.breakFor(merchant.address);
    await line.connect(guardian).pauseEntry();
    const repays = async () => {
      const before = await line.debtOf(id);
      await line.connect(merchant).repay(id, 10_000_000n);
      expect((await line.debtOf(id)) < before).to.equal(true);
    };
    await repays();
    await line.connect(sentinel).freeze(id);
    await repays();
    const { dueAt, gracePeriod } = await line.creditOf(id);
    await connection.networkHelpers.time.increaseTo(dueAt + gracePeriod);
    await line.markLate(id);
    await repays();
    await connection.networkHelpers.time.increase(60 * DAY_SECONDS);
    await line.declareDefault(id);
    await repays();
    expect((await line.creditOf(id)).status).to.equal(creditStatus.Defaulted);
  });

  it("C10: ends a debt although another credit line has the lien by now", async () => {
    const { line, ledger, merchant, token, stranger } = suite;
    const id = await drawn(suite, 100_000_000n);
    await ledger.addCreditLine(stranger.address);
    await ledger.connect(stranger).setLien(merchant.address, await token.getAddress(), 5_000);
    await line.connect(merchant).repay(id, MOST);
    expect(await line.debtOf(id)).to.equal(0n);
    const lien = await ledger.lienOf(merchant.address, await token.getAddress());
    expect(lien).to.deep.equal([stranger.address, 5_000n]);
  });
});

describe("repayFromBalance", () => {
  let suite: CreditSuite;
  beforeEach(async () => {
    suite = await loadCredit();
  });

  it("refuses others than the borrower, nothing, and more than the balance", async () => {
    const { line, ledger, merchant, stranger } = suite;
    const id = await drawn(suite, 100_000_000n);
    await expectLineRefused(suite, id, () => line.connect(stranger).repayFromBalance(id, 1n), [
      line,
      "InvalidSender",
      stranger.address,
      merchant.address,
    ]);
    await expectLineRefused(suite, id, () => line.connect(merchant).repayFromBalance(id, 0n), [
      line,
      "ZeroAmount",
    ]);
    await expectLineRefused(suite, id, () => line.connect(merchant).repayFromBalance(id, MOST), [
      ledger,
      "Insufficient",
      99_000_000n,
      100_000_001n,
    ]);
  });

  it("C7: repays from the balance into the pool's account, which the pool collects", async () => {
    const { line, ledger, pool, merchant, token } = suite;
    const id = await drawn(suite, 100_000_000n);
    const asset = await token.getAddress();
    await nextAfter(suite, id, 1);
    // One second of 10 % on 100 TUSD is 0.317 units: a payment takes one whole unit of interest.
    await line.connect(merchant).repayFromBalance(id, 40_000_000n);
    expect(await line.debtOf(id)).to.equal(60_000_001n);
    expect(await ledger.balanceOf(merchant.address, asset)).to.equal(59_000_000n);
    expect(await ledger.balanceOf(await pool.getAddress(), asset)).to.equal(40_000_000n);
    expect(await line.uncollected()).to.equal(40_000_000n);
    expect(await pool.totalAssets()).to.equal(POOL_ASSETS + 1_000_001n);
    await pool.collect(await ledger.getAddress());
    expect(await line.uncollected()).to.equal(0n);
    expect(await pool.idle()).to.equal(POOL_ASSETS - 99_000_000n + 40_000_000n);
    expect(await pool.totalAssets()).to.equal(POOL_ASSETS + 1_000_001n);
  });

  it("lets nobody but the pool end the counting", async () => {
    const { line, pool, stranger } = suite;
    await expect(line.connect(stranger).takeUncollected())
      .to.be.revertedWithCustomError(line, "InvalidSender")
      .withArgs(stranger.address, await pool.getAddress());
  });
});
