import { expect } from "chai";
import {
  bullet,
  type CreditSuite,
  creditStatus,
  drawn,
  holds,
  nextAfter,
  opened,
  POOL_ASSETS,
  revenue,
  secured,
} from "../fixtures/credit.js";
import { expectLineRefused } from "../fixtures/creditRefusal.js";
import { loadCredit } from "../fixtures/loadCredit.js";
import { DAY_SECONDS } from "../fixtures/paymentInfo.js";

const CAPTURE = `0x${"ca".repeat(32)}`;

describe("onRevenue", () => {
  let suite: CreditSuite;
  beforeEach(async () => {
    suite = await loadCredit();
  });

  it("refuses others than Settlement", async () => {
    const { line, merchant, stranger, token, ledger } = suite;
    const id = await drawn(suite, 100_000_000n);
    const asset = await token.getAddress();
    await expectLineRefused(
      suite,
      id,
      () => line.connect(stranger).onRevenue(merchant.address, asset, 1_000n, CAPTURE),
      [line, "InvalidSender", stranger.address, await ledger.getAddress()],
    );
  });

  it("C6: takes the holdback of a capture, rounded down, for the pool's account", async () => {
    const { line, ledger, merchant, pool, token } = suite;
    const id = await drawn(suite, 100_000_000n, { ...bullet, aprBps: 0n, lateAprBps: 0n });
    const asset = await token.getAddress();
    await token.mint(await ledger.getAddress(), 10_000_004n);
    const sent = ledger.credit(merchant.address, asset, 10_000_004n, CAPTURE);
    await expect(sent)
      .to.emit(ledger, "RevenueTaken")
      .withArgs(merchant.address, 10_000_004n, 2_000_000n, false);
    await expect(sent)
      .to.emit(line, "CreditRepaid")
      .withArgs(id, merchant.address, CAPTURE, 0n, 2_000_000n, 98_000_000n, 0n);
    expect(await ledger.balanceOf(merchant.address, asset)).to.equal(99_000_000n + 8_000_004n);
    expect(await ledger.balanceOf(await pool.getAddress(), asset)).to.equal(2_000_000n);
    expect(await line.uncollected()).to.equal(2_000_000n);
    expect(await pool.totalAssets()).to.equal(POOL_ASSETS + 1_000_000n);
  });

  it("C6: takes no more than the debt, and C11: ends the lien by its answer", async () => {
    const { line, ledger, merchant, token } = suite;
    const id = await drawn(suite, 10_000_000n, {
      ...bullet,
      aprBps: 0n,
      lateAprBps: 0n,
      holdbackBps: 10_000n,
    });
    expect(await revenue(suite, 10_000_001n, CAPTURE)).to.equal(10_000_000n);
    expect(await line.debtOf(id)).to.equal(0n);
    expect((await line.creditOf(id)).dueAt).to.equal(0n);
    const lien = await ledger.lienOf(merchant.address, await token.getAddress());
    expect(lien).to.deep.equal([await line.getAddress(), 0n]);
  });

  it("keeps the lien and takes nothing where the terms hold nothing back", async () => {
    const { line, ledger, merchant, token } = suite;
    const id = await drawn(suite, 10_000_000n, { ...bullet, holdbackBps: 0n });
    expect(await revenue(suite, 10_000_000n, CAPTURE)).to.equal(0n);
    expect((await ledger.lienOf(merchant.address, await token.getAddress()))[1]).to.equal(1n);
    expect((await line.creditOf(id)).principal).to.equal(10_000_000n);
  });

  it("answers zeros for accounts and tokens without a line", async () => {
    const { line, ledger, merchant, stranger, token, ethers } = suite;
    await drawn(suite, 10_000_000n);
    await ethers.provider.send("hardhat_impersonateAccount", [await ledger.getAddress()]);
    await ethers.provider.send("hardhat_setBalance", [await ledger.getAddress(), "0xde0b6b3a7640000"]);
    const asLedger = line.connect(await ethers.getSigner(await ledger.getAddress()));
    const asset = await token.getAddress();
    expect(await asLedger.onRevenue.staticCall(stranger.address, asset, 1_000n, CAPTURE)).to.deep.equal([
      0n,
      0n,
    ]);
    const other = stranger.address;
    expect(await asLedger.onRevenue.staticCall(merchant.address, other, 1_000n, CAPTURE)).to.deep.equal([
      0n,
      0n,
    ]);
  });

  it("pays the advance of a pledged hold first, then the holdback of the rest", async () => {
    const { line, book, escrow, merchant } = suite;
    const id = await opened(suite, secured);
    const infos = await holds(suite, 5);
    await line.connect(merchant).drawAgainst(id, infos, 400_000_000n);
    const [first] = infos;
    if (!first) throw new Error("Five holds expected");
    const paymentId = await escrow.getHash(first);
    // The advance of 80, and a tenth of the other 20; every second of 10 % on 400 costs 1.27 units.
    expect(await revenue(suite, 100_000_000n, paymentId)).to.equal(82_000_000n);
    expect(await book.pledgesOf(id)).to.deep.equal([400_000_000n, 320_000_000n]);
    expect(await book.advancedBy(id, first.payer)).to.equal(0n);
    expect((await book.pledgeOf(paymentId)).expiry).to.equal(0n);
    // The payment pays its advance once.
    expect(await revenue(suite, 10_000_000n, paymentId)).to.equal(1_000_000n);
  });

  it("keeps the rest of an advance that a partial capture did not cover", async () => {
    const { line, book, escrow, merchant } = suite;
    const id = await opened(suite, secured);
    const infos = await holds(suite, 5);
    await line.connect(merchant).drawAgainst(id, infos, 400_000_000n);
    const paymentId = await escrow.getHash(infos[0] ?? Object.create(null));
    expect(await revenue(suite, 30_000_000n, paymentId)).to.equal(30_000_000n);
    const { amount, advance } = await book.pledgeOf(paymentId);
    expect([amount, advance]).to.deep.equal([70_000_000n, 50_000_000n]);
    expect(await book.pledgesOf(id)).to.deep.equal([470_000_000n, 370_000_000n]);
  });

  it("takes everything in default: the pool's loss first, then the reserve's, then interest", async () => {
    const { line, ledger, pool, stranger, token, connection, merchant } = suite;
    const id = await drawn(suite, 100_000_000n, {
      ...bullet,
      aprBps: 0n,
      lateAprBps: 0n,
      originationBps: 0n,
    });
    await line.connect(stranger).fundReserve(30_000_000n);
    const { maturity, gracePeriod } = await line.creditOf(id);
    await connection.networkHelpers.time.increaseTo(maturity + gracePeriod + BigInt(30 * DAY_SECONDS));
    await line.declareDefault(id);
    expect(await line.lossOf(id)).to.deep.equal([70_000_000n, 30_000_000n]);
    expect(await pool.totalAssets()).to.equal(POOL_ASSETS - 70_000_000n);
    expect(await revenue(suite, 60_000_000n, CAPTURE)).to.equal(60_000_000n);
    expect(await pool.totalAssets()).to.equal(POOL_ASSETS - 10_000_000n);
    expect(await revenue(suite, 60_000_000n, CAPTURE)).to.equal(40_000_000n);
    expect(await line.lossOf(id)).to.deep.equal([0n, 0n]);
    // The reserve's 30 stand in the pool's account, where the pool does not count them.
    expect(await pool.totalAssets()).to.equal(POOL_ASSETS);
    expect(await line.reserve()).to.deep.equal([0n, 30_000_000n]);
    expect(await ledger.balanceOf(await pool.getAddress(), await token.getAddress())).to.equal(100_000_000n);
    await line.connect(merchant).claimReserve();
    expect(await line.reserve()).to.deep.equal([30_000_000n, 0n]);
    expect(await pool.totalAssets()).to.equal(POOL_ASSETS);
    await pool.collect(await ledger.getAddress());
    expect(await pool.idle()).to.equal(POOL_ASSETS);
    expect((await line.creditOf(id)).status).to.equal(creditStatus.Defaulted);
    expect((await ledger.lienOf(merchant.address, await token.getAddress()))[1]).to.equal(0n);
  });

  it("counts toward the due date", async () => {
    const { line } = suite;
    const id = await drawn(suite, 500_000_000n);
    const { dueAt } = await line.creditOf(id);
    await nextAfter(suite, id, DAY_SECONDS);
    expect(await revenue(suite, 300_000_000n, CAPTURE)).to.equal(60_000_000n);
    expect((await line.creditOf(id)).dueAt).to.equal(dueAt + BigInt(30 * DAY_SECONDS));
  });
});
