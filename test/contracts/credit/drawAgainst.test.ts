import { expect } from "chai";
import { type CreditSuite, creditStatus, holds, opened, revenue, secured } from "../fixtures/credit.js";
import { expectLineRefused } from "../fixtures/creditRefusal.js";
import { loadCredit } from "../fixtures/loadCredit.js";
import { DAY_SECONDS, type Terms } from "../fixtures/paymentInfo.js";

const HOLD = 100_000_000n;
const TWELVE_HOURS = 43_200n;

describe("drawAgainst", () => {
  let suite: CreditSuite;
  let id: string;
  beforeEach(async () => {
    suite = await loadCredit();
    id = await opened(suite, secured);
  });

  const drawAgainst = (infos: Terms[], amount: bigint) =>
    suite.line.connect(suite.merchant).drawAgainst(id, infos, amount);
  const idOf = (info: Terms) => suite.escrow.getHash(info);

  it("refuses lines without an advance rate, and others than the borrower", async () => {
    const { line, merchant, stranger } = suite;
    const infos = await holds(suite, 5);
    await expectLineRefused(suite, id, () => line.connect(stranger).drawAgainst(id, infos, 1_000n), [
      line,
      "InvalidSender",
      stranger.address,
      merchant.address,
    ]);
    await line.connect(merchant).close(id);
    id = await opened(suite);
    await expectLineRefused(suite, id, () => drawAgainst(infos, 1_000n), [line, "NotSecured", id]);
  });

  it("refuses holds of other operators, receivers and tokens, dead ones and short ones", async () => {
    const { book, policy, escrow, operator, sentinel, stranger, admin, connection } = suite;
    const [first, second] = await holds(suite, 2);
    if (!first || !second) throw new Error("Two holds expected");
    const refuses = (infos: Terms[], ...error: [string, ...unknown[]]) =>
      expectLineRefused(suite, id, () => drawAgainst(infos, 1_000n), [book, ...error]);
    await policy.connect(sentinel).removePledgeOperator(operator.address);
    await refuses([first], "OperatorNotPledgeable", operator.address);
    await policy.connect(admin).addPledgeOperator(operator.address);
    const others = { ...first, receiver: stranger.address };
    await refuses([others], "HoldMismatch", await idOf(others));
    const coins = { ...first, token: stranger.address };
    await refuses([coins], "HoldMismatch", await idOf(coins));
    const never = { ...first, salt: 99n };
    await refuses([never], "HoldNotLive", await idOf(never));
    await escrow.connect(operator).void(second);
    await refuses([second], "HoldNotLive", await idOf(second));
    await connection.networkHelpers.time.setNextBlockTimestamp(first.authorizationExpiry - TWELVE_HOURS + 1n);
    await refuses([first], "HoldExpiresTooSoon");
  });

  it("C8: advances at most the advance rate of each hold, and a fifth of the base per payer", async () => {
    const { line, book } = suite;
    const infos = await holds(suite, 5);
    // Five holds of 100 carry 400, each payer 80.
    await expectLineRefused(suite, id, () => drawAgainst(infos, 400_000_001n), [
      book,
      "BorrowingBaseShortfall",
      400_000_000n,
      400_000_001n,
    ]);
    const [first, ...rest] = infos;
    if (!first) throw new Error("Five holds expected");
    // One payer alone carries a fifth of 80.
    await expectLineRefused(suite, id, () => drawAgainst([first], 16_000_001n), [
      book,
      "BorrowingBaseShortfall",
      16_000_000n,
      16_000_001n,
    ]);
    await expect(drawAgainst([first], 16_000_000n))
      .to.emit(book, "Pledged")
      .withArgs(id, await idOf(first), HOLD, 16_000_000n);
    // Four more raise the base to 400, so that 80 fit onto each.
    await line.connect(suite.merchant).repay(id, 2n ** 200n);
    await drawAgainst([first, ...rest], 400_000_000n);
    expect(await line.borrowingBase(id)).to.equal(400_000_000n);
    expect(await book.pledgesOf(id)).to.deep.equal([500_000_000n, 400_000_000n]);
    expect(await book.advancedBy(id, first.payer)).to.equal(80_000_000n);
    const { amount, advance, expiry } = await book.pledgeOf(await idOf(first));
    expect([amount, advance, expiry]).to.deep.equal([HOLD, 80_000_000n, first.authorizationExpiry]);
  });

  it("C8: counts a hold that is presented twice once", async () => {
    const { book } = suite;
    const infos = await holds(suite, 5);
    const twice = [...infos, ...infos];
    await expectLineRefused(suite, id, () => drawAgainst(twice, 400_000_001n), [
      book,
      "BorrowingBaseShortfall",
      400_000_000n,
      400_000_001n,
    ]);
    await drawAgainst(twice, 400_000_000n);
    expect(await book.pledgesOf(id)).to.deep.equal([500_000_000n, 400_000_000n]);
  });

  it("C2: refuses a debt above what the live pledges carry, interest included", async () => {
    const { book, line, connection } = suite;
    const infos = await holds(suite, 5);
    await drawAgainst(infos, 399_999_999n);
    await connection.networkHelpers.time.increase(DAY_SECONDS);
    const debt = await line.debtOf(id);
    await expect(drawAgainst(infos, 1n)).to.be.revertedWithCustomError(book, "BorrowingBaseShortfall");
    expect(debt > 400_000_000n).to.equal(true);
    expect(await line.available(id)).to.equal(0n);
  });

  it("draws again against holds whose advance was repaid from the wallet", async () => {
    const { line, book, merchant, escrow, operator } = suite;
    const infos = await holds(suite, 5);
    await drawAgainst(infos, 400_000_000n);
    await line.connect(merchant).repay(id, 2n ** 200n);
    const [first] = infos;
    if (!first) throw new Error("Five holds expected");
    await escrow.connect(operator).void(first);
    // What was voided meanwhile carries nothing, although its pledge was never synced.
    await expectLineRefused(suite, id, () => drawAgainst([first], 1_000n), [book, "HoldNotLive"]);
    await drawAgainst(infos.slice(1), 320_000_000n);
    expect(await line.debtOf(id)).to.equal(320_000_000n);
  });

  it("C8: takes a hold over from a closed line only", async () => {
    const { line, book, merchant } = suite;
    const infos = await holds(suite, 5);
    await drawAgainst(infos, 400_000_000n);
    const old = id;
    await line.connect(merchant).repay(id, 2n ** 200n);
    await line.connect(merchant).close(id);
    expect((await line.creditOf(old)).status).to.equal(creditStatus.Closed);
    id = await opened(suite, secured);
    await drawAgainst(infos, 400_000_000n);
    const [first] = infos;
    if (!first) throw new Error("Five holds expected");
    expect((await book.pledgeOf(await idOf(first))).lineTag).to.equal(BigInt(id) >> 160n);
  });

  it("keeps the book to its credit line", async () => {
    const { book, line, stranger } = suite;
    const error = [await stranger.getAddress(), await line.getAddress()];
    await expect(book.connect(stranger).pledge(id, 0, 8_000, [], 0))
      .to.be.revertedWithCustomError(book, "InvalidSender")
      .withArgs(...error);
    await expect(book.connect(stranger).payAdvance(id, id, 1, 1))
      .to.be.revertedWithCustomError(book, "InvalidSender")
      .withArgs(...error);
  });
});

describe("syncPledges", () => {
  let suite: CreditSuite;
  let id: string;
  let infos: Terms[];
  beforeEach(async () => {
    suite = await loadCredit();
    id = await opened(suite, secured);
    infos = await holds(suite, 5);
    await suite.line.connect(suite.merchant).drawAgainst(id, infos, 400_000_000n);
  });
  const idsOf = () => Promise.all(infos.map((info) => suite.escrow.getHash(info)));

  it("operator voids a pledged hold: the base falls and captures cure the line", async () => {
    const { book, line, escrow, operator, stranger } = suite;
    const [voided] = infos;
    const ids = await idsOf();
    if (!voided || !ids[0]) throw new Error("Five holds expected");
    await escrow.connect(operator).void(voided);
    const sent = book.connect(stranger).syncPledges(id, ids);
    await expect(sent).to.emit(book, "PledgeReleased").withArgs(id, ids[0], HOLD);
    expect(await line.borrowingBase(id)).to.equal(320_000_000n);
    expect(await book.pledgesOf(id)).to.deep.equal([400_000_000n, 400_000_000n]);
    expect((await line.creditOf(id)).status).to.equal(creditStatus.Active);
    // Half of a capture without a pledge instead of a tenth.
    expect(await revenue(suite, 50_000_000n, suite.ethers.id("unpledged"))).to.equal(25_000_000n);
  });

  it("C4: changes nothing while the holds are live, nor for payments of others", async () => {
    const { book, stranger, ethers } = suite;
    const before = await book.pledgesOf(id);
    await book.connect(stranger).syncPledges(id, [...(await idsOf()), ethers.id("unknown")]);
    expect(await book.pledgesOf(id)).to.deep.equal(before);
    const forged = `0x${(((BigInt(id) >> 160n) << 160n) | BigInt(stranger.address)).toString(16).padStart(64, "0")}`;
    await book.connect(stranger).syncPledges(forged, await idsOf());
    expect(await book.pledgesOf(id)).to.deep.equal(before);
  });

  it("releases what expired, and keeps its advance for a lien collected later", async () => {
    const { book, connection, stranger } = suite;
    const ids = await idsOf();
    await connection.networkHelpers.time.increaseTo(infos[0]?.authorizationExpiry ?? 0n);
    await book.connect(stranger).syncPledges(id, ids);
    expect(await book.pledgesOf(id)).to.deep.equal([0n, 400_000_000n]);
    const { amount, advance } = await book.pledgeOf(ids[0] ?? "");
    expect([amount, advance]).to.deep.equal([0n, 80_000_000n]);
    expect(await revenue(suite, 90_000_000n, ids[0] ?? "")).to.equal(85_000_000n);
  });

  it("self-dealt hold, draw, reclaim: the payer gets a fifth of what the rest carries", async () => {
    const { line, merchant } = suite;
    await line.connect(merchant).repay(id, 2n ** 200n);
    await line.connect(merchant).close(id);
    id = await opened(suite, secured);
    const [own] = infos;
    if (!own) throw new Error("Five holds expected");
    await expect(line.connect(merchant).drawAgainst(id, [own], 16_000_001n)).to.be.revertedWithCustomError(
      suite.book,
      "BorrowingBaseShortfall",
    );
    await line.connect(merchant).drawAgainst(id, [own], 16_000_000n);
    expect(await line.debtOf(id)).to.equal(16_000_000n);
  });
});
