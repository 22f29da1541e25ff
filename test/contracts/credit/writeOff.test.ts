import { expect } from "chai";
import {
  type CreditSuite,
  creditStatus,
  DEFAULT_DELAY_SECONDS,
  drawn,
  free,
  lateFrom,
  opened,
  POOL_ASSETS,
  passTo,
} from "../fixtures/credit.js";
import { expectLineRefused } from "../fixtures/creditRefusal.js";
import { loadCredit } from "../fixtures/loadCredit.js";

describe("writeOff and recover", () => {
  let suite: CreditSuite;
  let id: string;
  beforeEach(async () => {
    suite = await loadCredit();
    id = await drawn(suite, 100_000_000n, free);
    await suite.line.connect(suite.stranger).fundReserve(30_000_000n);
  });

  const defaulted = async () => {
    await passTo(suite, (await lateFrom(suite, id)) + BigInt(DEFAULT_DELAY_SECONDS));
    await suite.line.declareDefault(id);
  };

  it("X1: refuses others than RISK, and lines that did not default", async () => {
    const { line, stranger, risk } = suite;
    await expectLineRefused(suite, id, () => line.connect(stranger).writeOff(id), [
      line,
      "AccessManagedUnauthorized",
      stranger.address,
    ]);
    await expectLineRefused(suite, id, () => line.connect(risk).writeOff(id), [
      line,
      "StatusChangeNotAllowed",
    ]);
  });

  it("C11: gives up the debt and the lien; the pool's books stay", async () => {
    const { line, ledger, merchant, token, risk, pool } = suite;
    await defaulted();
    const sent = line.connect(risk).writeOff(id);
    await expect(sent).to.emit(line, "CreditWrittenOff").withArgs(id, 100_000_000n, 0n);
    expect(await line.debtOf(id)).to.equal(0n);
    expect(await line.totals()).to.deep.equal([0n, 0n, 0n]);
    expect(await pool.totalAssets()).to.equal(POOL_ASSETS - 70_000_000n);
    expect((await ledger.lienOf(merchant.address, await token.getAddress()))[1]).to.equal(0n);
    await expectLineRefused(suite, id, () => line.connect(merchant).repay(id, 1n), [line, "NothingOwed", id]);
    await expectLineRefused(suite, id, () => line.connect(merchant).close(id), [
      line,
      "DebtOutstanding",
      id,
      100_000_000n,
    ]);
  });

  it("C9: a recovery goes to the pool up to its loss, then to the reserve, and no further", async () => {
    const { line, merchant, risk, pool } = suite;
    await expectLineRefused(suite, id, () => line.connect(merchant).recover(id, 1n), [
      line,
      "LineNotActive",
      id,
      creditStatus.Active,
    ]);
    await defaulted();
    await line.connect(risk).writeOff(id);
    await expectLineRefused(suite, id, () => line.connect(merchant).recover(id, 0n), [line, "ZeroAmount"]);
    const sent = line.connect(merchant).recover(id, 80_000_000n);
    await expect(sent).to.emit(line, "LossRecovered").withArgs(id, 70_000_000n, 10_000_000n, 0n, 20_000_000n);
    expect(await pool.totalAssets()).to.equal(POOL_ASSETS);
    expect(await line.reserve()).to.deep.equal([10_000_000n, 0n]);
    await line.connect(merchant).recover(id, 500_000_000n);
    expect(await line.reserve()).to.deep.equal([30_000_000n, 0n]);
    await expectLineRefused(suite, id, () => line.connect(merchant).recover(id, 1n), [
      line,
      "NothingOwed",
      id,
    ]);
    await line.connect(merchant).close(id);
    expect((await line.creditOf(id)).status).to.equal(creditStatus.Closed);
  });
});

describe("waive", () => {
  let suite: CreditSuite;
  let id: string;
  beforeEach(async () => {
    suite = await loadCredit();
    id = await drawn(suite, 100_000_000n, free);
  });

  it("X1: refuses others than RISK, nothing and more than the debt", async () => {
    const { line, merchant, risk } = suite;
    await expectLineRefused(suite, id, () => line.connect(merchant).waive(id, 1n), [
      line,
      "AccessManagedUnauthorized",
      merchant.address,
    ]);
    await expectLineRefused(suite, id, () => line.connect(risk).waive(id, 0n), [line, "ZeroAmount"]);
    await expectLineRefused(suite, id, () => line.connect(risk).waive(id, 100_000_001n), [
      line,
      "ExceedsDebt",
      100_000_001n,
      100_000_000n,
    ]);
  });

  it("C9: books the loss on the reserve, then the pool", async () => {
    const { line, risk, pool, stranger } = suite;
    await line.connect(stranger).fundReserve(5_000_000n);
    const sent = line.connect(risk).waive(id, 20_000_000n);
    await expect(sent).to.emit(line, "CreditWaived").withArgs(id, 20_000_000n, 5_000_000n, 80_000_000n, 0n);
    expect(await pool.lost()).to.equal(15_000_000n);
    expect(await pool.totalAssets()).to.equal(POOL_ASSETS - 15_000_000n);
    expect(await line.reserve()).to.deep.equal([0n, 0n]);
  });

  it("C11: ends the debt and the lien when all of it is waived", async () => {
    const { line, risk, ledger, merchant, token, pool } = suite;
    await line.connect(risk).waive(id, 100_000_000n);
    expect(await line.debtOf(id)).to.equal(0n);
    expect((await line.creditOf(id)).dueAt).to.equal(0n);
    expect((await ledger.lienOf(merchant.address, await token.getAddress()))[1]).to.equal(0n);
    expect(await pool.totalAssets()).to.equal(POOL_ASSETS - 100_000_000n);
  });

  it("books no loss twice after a default", async () => {
    const { line, risk, pool } = suite;
    await passTo(suite, (await lateFrom(suite, id)) + BigInt(DEFAULT_DELAY_SECONDS));
    await line.declareDefault(id);
    await line.connect(risk).waive(id, 40_000_000n);
    expect(await pool.lost()).to.equal(100_000_000n);
    expect(await line.debtOf(id)).to.equal(60_000_000n);
    expect(await pool.totalAssets()).to.equal(POOL_ASSETS - 100_000_000n);
  });
});

describe("close", () => {
  let suite: CreditSuite;
  beforeEach(async () => {
    suite = await loadCredit();
  });

  it("refuses strangers, and a line with debt", async () => {
    const { line, merchant, stranger } = suite;
    const id = await drawn(suite, 1_000_000n, free);
    await expectLineRefused(suite, id, () => line.connect(stranger).close(id), [
      line,
      "AccessManagedUnauthorized",
      stranger.address,
    ]);
    await expectLineRefused(suite, id, () => line.connect(merchant).close(id), [
      line,
      "DebtOutstanding",
      id,
      1_000_000n,
    ]);
  });

  it("is for the borrower and for RISK, once", async () => {
    const { line, merchant, risk } = suite;
    const first = await opened(suite);
    await line.connect(merchant).close(first);
    await expectLineRefused(suite, first, () => line.connect(merchant).close(first), [
      line,
      "StatusChangeNotAllowed",
      first,
      creditStatus.Closed,
      creditStatus.Closed,
    ]);
    const second = await opened(suite);
    await line.connect(risk).close(second);
    expect((await line.creditOf(second)).status).to.equal(creditStatus.Closed);
  });
});
