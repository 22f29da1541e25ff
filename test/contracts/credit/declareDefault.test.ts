import { expect } from "chai";
import {
  bullet,
  type CreditSuite,
  creditStatus,
  DEFAULT_DELAY_SECONDS,
  drawn,
  free,
  lateFrom,
  lineTerms,
  opened,
  POOL_ASSETS,
  passTo,
} from "../fixtures/credit.js";
import { expectLineRefused } from "../fixtures/creditRefusal.js";
import { loadCredit } from "../fixtures/loadCredit.js";

describe("markLate", () => {
  let suite: CreditSuite;
  beforeEach(async () => {
    suite = await loadCredit();
  });

  it("refuses a line without debt, and until the grace is over", async () => {
    const { line, connection } = suite;
    const unused = await opened(suite, free);
    await expectLineRefused(suite, unused, () => line.markLate(unused), [line, "NothingOwed", unused]);
    await line.connect(suite.merchant).close(unused);
    const id = await drawn(suite, 100_000_000n, free);
    const until = await lateFrom(suite, id);
    await connection.networkHelpers.time.setNextBlockTimestamp(until - 1n);
    await expectLineRefused(suite, id, () => line.markLate(id), [line, "NotLate", until]);
  });

  it("impairs a tenth of the principal at once, whoever calls", async () => {
    const { line, pool, stranger } = suite;
    const id = await drawn(suite, 100_000_005n, free);
    await passTo(suite, await lateFrom(suite, id));
    const sent = line.connect(stranger).markLate(id);
    await expect(sent)
      .to.emit(line, "CreditStatusChanged")
      .withArgs(id, creditStatus.Active, creditStatus.Late);
    expect(await line.totals()).to.deep.equal([100_000_005n, 100_000_005n, 0n]);
    // The impairment is rounded up: 10,000,001.
    expect(await line.realAssets()).to.equal(90_000_004n);
    expect(await pool.totalAssets()).to.equal(POOL_ASSETS - 10_000_001n);
    await expectLineRefused(suite, id, () => line.markLate(id), [line, "StatusChangeNotAllowed"]);
  });

  it("C4: approval bypass by permissionless refresh: upkeep opens no line, and a closed one no more", async () => {
    const { line, book, merchant, stranger, token } = suite;
    const terms = await lineTerms(suite, free);
    // What the id of the unsigned terms would be.
    const digest = await suite.policy.termsDigest(line, terms);
    const named = digest.slice(0, 26) + merchant.address.slice(2).toLowerCase();
    const closed = await opened(suite);
    await line.connect(merchant).close(closed);
    const before = await token.balanceOf(merchant.address);
    for (const [id, status] of [
      [named, creditStatus.None],
      [closed, creditStatus.Closed],
    ] as const) {
      for (const upkeep of [
        () => line.connect(stranger).accrue(id),
        () => book.connect(stranger).syncPledges(id, []),
        () => line.connect(stranger).markLate(id),
        () => line.connect(stranger).declareDefault(id),
      ]) {
        await upkeep().catch(() => undefined);
        expect((await line.creditOf(id)).status).to.equal(status);
        expect(await line.available(id)).to.equal(0n);
      }
      const draw = () => line.connect(merchant).draw(id, 1_000n);
      await expectLineRefused(suite, id, draw, [line, "LineNotActive", id, status]);
    }
    expect(await token.balanceOf(merchant.address)).to.equal(before);
  });

  it("C4: approval bypass by permissionless refresh: what a late line pays does not make it active", async () => {
    const { line, merchant, stranger } = suite;
    const id = await drawn(suite, 100_000_000n, free);
    await passTo(suite, await lateFrom(suite, id));
    await line.connect(stranger).markLate(id);
    await line.connect(merchant).repay(id, 100_000_000n);
    await line.connect(stranger).accrue(id);
    await suite.book.connect(stranger).syncPledges(id, []);
    expect((await line.creditOf(id)).status).to.equal(creditStatus.Late);
    expect(await line.totals()).to.deep.equal([0n, 0n, 0n]);
    await expectLineRefused(suite, id, () => line.connect(merchant).draw(id, 1_000n), [
      line,
      "LineNotActive",
      id,
      creditStatus.Late,
    ]);
  });
});

describe("declareDefault", () => {
  let suite: CreditSuite;
  let id: string;
  let until: bigint;
  beforeEach(async () => {
    suite = await loadCredit();
    id = await drawn(suite, 100_000_000n, free);
    until = (await lateFrom(suite, id)) + BigInt(DEFAULT_DELAY_SECONDS);
  });

  it("refuses before the objective test holds, and without debt", async () => {
    const { line, connection, merchant } = suite;
    await connection.networkHelpers.time.setNextBlockTimestamp(until - 1n);
    await expectLineRefused(suite, id, () => line.declareDefault(id), [line, "NotDefaultable", until]);
    await line.connect(merchant).repay(id, 100_000_000n);
    await expectLineRefused(suite, id, () => line.declareDefault(id), [line, "NothingOwed", id]);
  });

  it("C9: takes the loss of the reserve first, then of the pool", async () => {
    const { line, pool, token, stranger } = suite;
    await line.connect(stranger).fundReserve(30_000_000n);
    const held = await token.balanceOf(await pool.getAddress());
    await passTo(suite, until);
    const sent = line.connect(stranger).declareDefault(id);
    await expect(sent).to.emit(line, "DefaultDeclared").withArgs(id, 100_000_000n, 0n, 30_000_000n);
    await expect(sent).to.emit(line, "ReserveChanged").withArgs(-30_000_000n, 0n);
    expect(await line.lossOf(id)).to.deep.equal([70_000_000n, 30_000_000n]);
    expect(await token.balanceOf(await pool.getAddress())).to.equal(held + 30_000_000n);
    expect(await pool.lost()).to.equal(70_000_000n);
    expect(await pool.totalAssets()).to.equal(POOL_ASSETS - 70_000_000n);
    expect(await line.totals()).to.deep.equal([100_000_000n, 0n, 100_000_000n]);
    expect(await line.debtOf(id)).to.equal(100_000_000n);
    await expectLineRefused(suite, id, () => line.declareDefault(id), [
      line,
      "LineNotActive",
      id,
      creditStatus.Defaulted,
    ]);
  });

  it("C9: a reserve that covers everything leaves the pool whole, and is made good last", async () => {
    const { line, pool, stranger, merchant } = suite;
    await line.connect(stranger).fundReserve(250_000_000n);
    await passTo(suite, until);
    await line.declareDefault(id);
    expect(await line.reserve()).to.deep.equal([150_000_000n, 0n]);
    expect(await pool.totalAssets()).to.equal(POOL_ASSETS);
    await line.connect(merchant).repay(id, 60_000_000n);
    expect(await line.reserve()).to.deep.equal([210_000_000n, 0n]);
    expect(await line.lossOf(id)).to.deep.equal([0n, 40_000_000n]);
    expect(await pool.totalAssets()).to.equal(POOL_ASSETS);
  });

  it("loss escape: the loss is in the price before anyone can leave with idle money", async () => {
    const { line, pool } = suite;
    await passTo(suite, await lateFrom(suite, id));
    await line.markLate(id);
    expect(await pool.totalAssets()).to.equal(POOL_ASSETS - 10_000_000n);
    await passTo(suite, until);
    await line.declareDefault(id);
    expect(await pool.totalAssets()).to.equal(POOL_ASSETS - 100_000_000n);
    expect(await pool.idle()).to.equal(POOL_ASSETS - 100_000_000n);
  });

  it("pays interest after the default to the pool, once both losses are made good", async () => {
    const { line, merchant, pool, connection } = suite;
    await line.connect(merchant).repay(id, 100_000_000n);
    await line.connect(merchant).close(id);
    const next = await drawn(suite, 365_000_000n, { ...bullet, gracePeriod: 0n, originationBps: 0n });
    await passTo(suite, (await lateFrom(suite, next)) + BigInt(DEFAULT_DELAY_SECONDS));
    await line.declareDefault(next);
    const [poolLoss, reserveLoss] = await line.lossOf(next);
    expect(reserveLoss).to.equal(0n);
    // 20 % on 365 TUSD for a day: 200,000 units.
    const { lastAccrual } = await line.creditOf(next);
    await connection.networkHelpers.time.setNextBlockTimestamp(lastAccrual + 86_400n);
    await line.connect(merchant).repay(next, poolLoss + 150_000n);
    expect(await line.lossOf(next)).to.deep.equal([0n, 0n]);
    expect(await pool.totalAssets()).to.equal(POOL_ASSETS + (poolLoss - 365_000_000n) + 150_000n);
    expect(await line.debtOf(next)).to.equal(50_000n);
    // No loss is left that this could make good.
    await expect(line.connect(merchant).repay(next, 50_000n)).not.to.emit(line, "LossRecovered");
    expect(await line.lossOf(next)).to.deep.equal([0n, 0n]);
    expect(await pool.totalAssets()).to.equal(POOL_ASSETS + (poolLoss - 365_000_000n) + 200_000n);
  });
});
