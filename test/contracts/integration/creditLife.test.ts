import { expect } from "chai";
import { authorized } from "../fixtures/collect.js";
import {
  bullet,
  creditStatus,
  DEFAULT_DELAY_SECONDS,
  drawn,
  free,
  lateFrom,
  nextAfter,
  POOL_ASSETS,
  passTo,
} from "../fixtures/credit.js";
import { loadRealCredit } from "../fixtures/loadRealCredit.js";
import { AMOUNT } from "../fixtures/paymentInfo.js";
import { moneyOf, type RealCreditSuite } from "../fixtures/realCredit.js";

/** A thousandth of a year: 10 % of 100 TUSD for it are 10,000 units. */
const THOUSANDTH_YEAR = 31_536;

describe("credit with the real escrow, Settlement and pool", () => {
  let suite: RealCreditSuite;
  beforeEach(async () => {
    suite = await loadRealCredit();
  });

  const capture = async (feeBps = 0) => {
    const { escrow, operator, feeReceiver, ethers } = suite;
    const terms = await authorized(suite);
    return {
      terms,
      send: () =>
        escrow
          .connect(operator)
          .capture(terms, AMOUNT, feeBps, feeBps === 0 ? ethers.ZeroAddress : feeReceiver.address),
    };
  };

  it("C1, C6, C7, C11: a draw is repaid from a capture, then from the balance, and comes home", async () => {
    const { pool, line, merchant, lender, settlement, token, stranger } = suite;
    const id = await drawn(suite, AMOUNT, bullet);
    // 1 % fee; the merchant owes 100 and has 99.
    expect(await moneyOf(suite, id)).to.deep.equal({
      merchant: 99_000_000n,
      inSettlement: 0n,
      uncollected: 0n,
      idle: POOL_ASSETS - 99_000_000n,
      held: POOL_ASSETS - 99_000_000n,
      totalAssets: POOL_ASSETS + 1_000_000n,
      debt: AMOUNT,
      lien: 2_000n,
      surplus: 0n,
    });

    const sale = await capture(100);
    await nextAfter(suite, id, THOUSANDTH_YEAR);
    // A fifth of the net 99: 10,000 of interest, the rest principal.
    const paymentId = await suite.escrow.getHash(sale.terms);
    await expect(sale.send())
      .to.emit(line, "CreditRepaid")
      .withArgs(id, merchant.address, paymentId, 10_000n, 19_790_000n, 80_210_000n, 0n)
      .and.to.emit(pool, "FundsReturned")
      .withArgs(await line.getAddress(), 19_790_000n, 10_000n, 0n, true, POOL_ASSETS - 99_000_000n);
    const captured = {
      merchant: 99_000_000n + 79_200_000n,
      inSettlement: 19_800_000n,
      uncollected: 19_800_000n,
      idle: POOL_ASSETS - 99_000_000n,
      held: POOL_ASSETS - 99_000_000n,
      totalAssets: POOL_ASSETS + 1_010_000n,
      debt: 80_210_000n,
      lien: 2_000n,
      surplus: 0n,
    };
    expect(await moneyOf(suite, id)).to.deep.equal(captured);

    // A second costs 0.25 units, which the debt rounds up.
    await nextAfter(suite, id, 1);
    await pool.connect(stranger).collect();
    expect(await moneyOf(suite, id)).to.deep.equal({
      ...captured,
      inSettlement: 0n,
      uncollected: 0n,
      idle: POOL_ASSETS - 79_200_000n,
      held: POOL_ASSETS - 79_200_000n,
      debt: 80_210_001n,
    });

    await nextAfter(suite, id, 2);
    await line.connect(merchant).repayFromBalance(id, 2n ** 200n);
    await pool.collect();
    expect(await moneyOf(suite, id)).to.deep.equal({
      merchant: 97_989_999n,
      inSettlement: 0n,
      uncollected: 0n,
      idle: POOL_ASSETS + 1_010_001n,
      held: POOL_ASSETS + 1_010_001n,
      totalAssets: POOL_ASSETS + 1_010_001n,
      debt: 0n,
      lien: 0n,
      surplus: 0n,
    });
    await settlement.connect(merchant).withdraw(await token.getAddress(), 97_989_999n, merchant.address);
    const shares = await pool.balanceOf(lender.address);
    await pool.connect(lender).redeem(shares, lender.address, lender.address);
    // One unit more or less of the gain stays with the virtual share.
    expect(await token.balanceOf(lender.address)).to.be.within(
      POOL_ASSETS + 1_010_000n,
      POOL_ASSETS + 1_010_001n,
    );
    expect(await token.balanceOf(suite.feeReceiver.address)).to.equal(0n);
    expect(
      (await settlement.balanceOf(suite.feeReceiver.address, await token.getAddress())).available,
    ).to.equal(1_000_000n);
  });

  it("C9: late, default, first loss before the pool, recovery to the pool before the reserve", async () => {
    const { pool, line, merchant, lender, risk, stranger, token } = suite;
    const id = await drawn(suite, AMOUNT, { ...free, holdbackBps: 2_000n });
    await line.connect(stranger).fundReserve(30_000_000n);
    await passTo(suite, await lateFrom(suite, id));
    await line.connect(stranger).markLate(id);
    const late = {
      merchant: AMOUNT,
      inSettlement: 0n,
      uncollected: 0n,
      idle: POOL_ASSETS - AMOUNT,
      held: POOL_ASSETS - AMOUNT,
      // A tenth of what is late does not count.
      totalAssets: POOL_ASSETS - 10_000_000n,
      debt: AMOUNT,
      lien: 2_000n,
      surplus: 0n,
    };
    expect(await moneyOf(suite, id)).to.deep.equal(late);

    await passTo(suite, (await lateFrom(suite, id)) + BigInt(DEFAULT_DELAY_SECONDS));
    await line.connect(stranger).declareDefault(id);
    expect(await line.lossOf(id)).to.deep.equal([70_000_000n, 30_000_000n]);
    expect(await line.reserve()).to.deep.equal([0n, 0n]);
    const defaulted = {
      ...late,
      idle: POOL_ASSETS - 70_000_000n,
      held: POOL_ASSETS - 70_000_000n,
      totalAssets: POOL_ASSETS - 70_000_000n,
    };
    expect(await moneyOf(suite, id)).to.deep.equal(defaulted);

    // All of a sale of 20 goes to the pool.
    const { escrow, operator, ethers } = suite;
    const twenty = await authorized(suite, { maxAmount: 20_000_000n });
    await escrow.connect(operator).capture(twenty, 20_000_000n, 0, ethers.ZeroAddress);
    const repaid = {
      ...defaulted,
      inSettlement: 20_000_000n,
      uncollected: 20_000_000n,
      totalAssets: POOL_ASSETS - 50_000_000n,
      debt: 80_000_000n,
    };
    expect(await moneyOf(suite, id)).to.deep.equal(repaid);

    // The loss is booked already.
    await line.connect(risk).writeOff(id);
    const writtenOff = { ...repaid, debt: 0n, lien: 0n };
    expect(await moneyOf(suite, id)).to.deep.equal(writtenOff);
    await (await capture()).send();
    expect(await moneyOf(suite, id)).to.deep.equal({ ...writtenOff, merchant: 2n * AMOUNT });

    await line.connect(stranger).recover(id, 60_000_000n);
    expect(await line.lossOf(id)).to.deep.equal([0n, 20_000_000n]);
    expect(await line.reserve()).to.deep.equal([10_000_000n, 0n]);
    expect(await pool.totalAssets()).to.equal(POOL_ASSETS);
    await line.connect(stranger).recover(id, 2n ** 200n);
    expect(await line.reserve()).to.deep.equal([30_000_000n, 0n]);
    await line.connect(merchant).close(id);
    expect((await line.creditOf(id)).status).to.equal(creditStatus.Closed);

    await pool.collect();
    await pool.connect(lender).redeem(await pool.balanceOf(lender.address), lender.address, lender.address);
    expect(await token.balanceOf(lender.address)).to.equal(POOL_ASSETS);
  });

  it("claims the reserve's part of a recovery by captures out of the pool's idle money", async () => {
    const { pool, line, stranger } = suite;
    const id = await drawn(suite, AMOUNT, { ...free, holdbackBps: 2_000n });
    await line.connect(stranger).fundReserve(30_000_000n);
    await passTo(suite, (await lateFrom(suite, id)) + BigInt(DEFAULT_DELAY_SECONDS));
    await line.declareDefault(id);
    await (await capture()).send();
    expect(await line.lossOf(id)).to.deep.equal([0n, 0n]);
    expect(await line.reserve()).to.deep.equal([0n, 30_000_000n]);
    const before = await moneyOf(suite, id);
    expect([before.inSettlement, before.uncollected]).to.deep.equal([AMOUNT, 70_000_000n]);
    expect(before.totalAssets).to.equal(POOL_ASSETS);
    await line.connect(stranger).claimReserve();
    expect(await line.reserve()).to.deep.equal([30_000_000n, 0n]);
    expect(await pool.totalAssets()).to.equal(POOL_ASSETS);
    await pool.collect();
    const after = await moneyOf(suite, id);
    expect([after.inSettlement, after.uncollected, after.idle]).to.deep.equal([0n, 0n, POOL_ASSETS]);
  });
});
