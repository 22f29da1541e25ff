import { expect } from "chai";
import { authorized } from "../fixtures/collect.js";
import { holds, opened, POOL_ASSETS, passTo, secured } from "../fixtures/credit.js";
import { loadRealCredit } from "../fixtures/loadRealCredit.js";
import { AMOUNT, type Terms } from "../fixtures/paymentInfo.js";
import { moneyOf, type RealCreditSuite } from "../fixtures/realCredit.js";

describe("pledged holds of the real escrow", () => {
  let suite: RealCreditSuite;
  let id: string;
  let infos: Terms[];
  let ids: string[];

  /** Five holds of 100 TUSD at 80 %, and all of the 400 drawn; no interest. */
  beforeEach(async () => {
    suite = await loadRealCredit();
    const { line, merchant, escrow } = suite;
    id = await opened(suite, { ...secured, aprBps: 0n, lateAprBps: 0n });
    infos = await holds(suite, 5);
    ids = await Promise.all(infos.map((info) => escrow.getHash(info)));
    await line.connect(merchant).drawAgainst(id, infos, 400_000_000n);
  });

  const hold = (index: number): Terms => {
    const info = infos[index];
    if (!info) throw new Error("Five holds expected");
    return info;
  };
  const capture = (info: Terms, amount: bigint) =>
    suite.escrow.connect(suite.operator).capture(info, amount, 0, suite.ethers.ZeroAddress);
  const pledgesOf = async () => [...(await suite.book.pledgesOf(id))];

  it("C6, C8: a capture pays its advance, then the holdback of the rest", async () => {
    expect(await pledgesOf()).to.deep.equal([500_000_000n, 400_000_000n]);
    await capture(hold(0), AMOUNT);
    // 80, and a tenth of the other 20.
    expect(await moneyOf(suite, id)).to.deep.equal({
      merchant: 418_000_000n,
      inSettlement: 82_000_000n,
      uncollected: 82_000_000n,
      idle: POOL_ASSETS - 400_000_000n,
      held: POOL_ASSETS - 400_000_000n,
      totalAssets: POOL_ASSETS,
      debt: 318_000_000n,
      lien: 1_000n,
      surplus: 0n,
    });
    expect(await pledgesOf()).to.deep.equal([400_000_000n, 320_000_000n]);
    expect((await suite.book.pledgeOf(ids[0] ?? "")).expiry).to.equal(0n);
  });

  it("C2, C8: a voided hold leaves the base, and captures cure what is drawn beyond it", async () => {
    const { escrow, operator, book, stranger, line, merchant } = suite;
    await capture(hold(0), AMOUNT);
    await escrow.connect(operator).void(hold(1));
    expect(await line.borrowingBase(id)).to.equal(320_000_000n);
    await expect(book.connect(stranger).syncPledges(id, ids))
      .to.emit(book, "PledgeReleased")
      .withArgs(id, ids[1], AMOUNT);
    expect(await line.borrowingBase(id)).to.equal(240_000_000n);
    expect(await line.available(id)).to.equal(0n);
    await expect(line.connect(merchant).drawAgainst(id, infos.slice(2), 1n))
      .to.be.revertedWithCustomError(book, "BorrowingBaseShortfall")
      .withArgs(0n, 1n);
    // 318 are owed on a base of 240: 80, and half of the other 20.
    await capture(hold(2), AMOUNT);
    const money = await moneyOf(suite, id);
    expect([money.debt, money.merchant, money.uncollected]).to.deep.equal([
      228_000_000n,
      428_000_000n,
      172_000_000n,
    ]);
    expect(await pledgesOf()).to.deep.equal([200_000_000n, 240_000_000n]);
  });

  it("C8: reclaimed and expired holds leave the base; other sales repay half until it is cured", async () => {
    const { escrow, book, line, token, ethers, others } = suite;
    await passTo(suite, hold(0).authorizationExpiry);
    const payer = others.find(({ address }) => address === hold(0).payer);
    if (!payer) throw new Error("The payer is one of the others");
    await escrow.connect(payer).reclaim(hold(0));
    expect(await token.balanceOf(payer.address)).to.equal(AMOUNT);
    await book.syncPledges(id, ids.slice(0, 1));
    expect(await pledgesOf()).to.deep.equal([400_000_000n, 400_000_000n]);
    // The others are held still, but can no longer be captured.
    await book.syncPledges(id, ids);
    expect(await pledgesOf()).to.deep.equal([0n, 400_000_000n]);
    expect(await line.borrowingBase(id)).to.equal(0n);

    const sale = await authorized(suite);
    await expect(capture(sale, AMOUNT))
      .to.emit(line, "CreditRepaid")
      .withArgs(id, suite.merchant.address, await escrow.getHash(sale), 0n, 50_000_000n, 350_000_000n, 0n);
    expect(await moneyOf(suite, id)).to.deep.equal({
      merchant: 450_000_000n,
      inSettlement: 50_000_000n,
      uncollected: 50_000_000n,
      idle: POOL_ASSETS - 400_000_000n,
      held: POOL_ASSETS - 400_000_000n,
      totalAssets: POOL_ASSETS,
      debt: 350_000_000n,
      lien: 1_000n,
      surplus: 0n,
    });
    expect((await suite.settlement.pendingLien(ids[0] ?? ethers.ZeroHash)).net).to.equal(0n);
  });
});
