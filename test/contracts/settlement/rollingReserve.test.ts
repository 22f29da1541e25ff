import { expect } from "chai";
import { authorized, captured } from "../fixtures/collect.js";
import { loadSuite } from "../fixtures/loadSuite.js";
import { AMOUNT, DAY_SECONDS } from "../fixtures/paymentInfo.js";
import { kind } from "../fixtures/status.js";
import type { Suite } from "../fixtures/suite.js";

describe("rolling reserve", () => {
  let suite: Suite;
  let account: string;
  let token: string;
  beforeEach(async () => {
    suite = await loadSuite();
    account = suite.merchant.address;
    token = await suite.token.getAddress();
  });

  const setReserve = (bps: number, hours: number) =>
    suite.settlement.connect(suite.feeManager).setMerchant(account, bps, hours);
  /** The first UTC midnight not before the delay of two days is over. */
  const dueDay = async () => {
    const dueAt = (await suite.connection.networkHelpers.time.latest()) + 2 * DAY_SECONDS;
    return BigInt(Math.ceil(dueAt / DAY_SECONDS));
  };

  it("S3 splits a capture into fee, reserve and available, to the unit", async () => {
    const { settlement, escrow, operator, feeReceiver } = suite;
    await setReserve(1_234, 48);
    const terms = await authorized(suite, { maxAmount: 99_999_999n });
    const id = await escrow.getHash(terms);
    const tx = await escrow.connect(operator).capture(terms, 99_999_999n, 77, feeReceiver.address);
    // fee 99,999,999 * 0.77 % = 769,999.99; reserve (99,999,999 - 769,999) * 12.34 % = 12,244,982
    const [fee, reserve, available] = [769_999n, 12_244_982n, 86_985_018n];
    expect(fee + reserve + available).to.equal(99_999_999n);
    await expect(tx)
      .to.emit(settlement, "BalanceUpdated")
      .withArgs(account, token, id, kind.Capture, reserve + available, available, reserve);
    await expect(tx)
      .to.emit(settlement, "ReserveHeld")
      .withArgs(account, token, id, await dueDay(), reserve);
    expect(await settlement.balanceOf(feeReceiver.address, token)).to.deep.equal([fee, 0n]);
    expect(await settlement.rollingReserve(account, token, await dueDay())).to.equal(reserve);
  });

  it("S5 keeps the same reserve in a batch as in single captures", async () => {
    const { settlement, escrow, operator, feeReceiver } = suite;
    await setReserve(333, 48);
    const captures = [];
    for (let i = 0; i < 3; i++) {
      const info = await authorized(suite, { maxAmount: 101n });
      captures.push({
        info,
        amount: 101n,
        feeBps: 0n,
        feeReceiver: feeReceiver.address,
        expectedCapturable: 101n,
      });
    }
    await escrow.connect(operator).captureBatch(captures);
    // 101 * 3.33 % = 3.36, rounded down three times
    expect(await settlement.balanceOf(account, token)).to.deep.equal([294n, 9n]);
  });

  it("releases a reserve in the second its day begins, whoever calls", async () => {
    const { settlement, stranger, connection } = suite;
    await setReserve(1_000, 48);
    await captured(suite);
    const day = await dueDay();
    await connection.networkHelpers.time.setNextBlockTimestamp(day * BigInt(DAY_SECONDS));
    await expect(settlement.connect(stranger).releaseReserve(account, token, [day, day]))
      .to.emit(settlement, "BalanceUpdated")
      .withArgs(account, token, suite.ethers.ZeroHash, kind.ReserveRelease, 0n, AMOUNT, 0n);
    expect(await settlement.rollingReserve(account, token, day)).to.equal(0n);
    expect(await settlement.totalLiabilities(token)).to.equal(AMOUNT);
  });

  it("refuses to release a reserve early", async () => {
    const { settlement, connection } = suite;
    await setReserve(1_000, 48);
    await captured(suite);
    const day = await dueDay();
    await connection.networkHelpers.time.setNextBlockTimestamp(day * BigInt(DAY_SECONDS) - 1n);
    await expect(settlement.releaseReserve(account, token, [day]))
      .to.be.revertedWithCustomError(settlement, "ReserveNotDue")
      .withArgs(day, day - 1n);
    expect(await settlement.balanceOf(account, token)).to.deep.equal([90_000_000n, 10_000_000n]);
  });

  it("does not let the merchant withdraw or refund from the reserve", async () => {
    const { settlement, merchant } = suite;
    await setReserve(1_000, 48);
    await captured(suite);
    await expect(settlement.connect(merchant).withdraw(token, 90_000_001n, account))
      .to.be.revertedWithCustomError(settlement, "InsufficientBalance")
      .withArgs(account, token, 90_000_000n, 90_000_001n);
  });

  it("stops keeping a reserve when it is set to zero, and keeps others'", async () => {
    const { settlement, feeManager, stranger } = suite;
    await setReserve(1_000, 48);
    await settlement.connect(feeManager).setMerchant(stranger.address, 2_000, 48);
    await setReserve(0, 0);
    await captured(suite);
    await captured(suite, { receiver: stranger.address });
    expect(await settlement.balanceOf(account, token)).to.deep.equal([AMOUNT, 0n]);
    expect(await settlement.balanceOf(stranger.address, token)).to.deep.equal([80_000_000n, 20_000_000n]);
  });

  it("refuses impossible reserves and callers without the role", async () => {
    const { settlement, merchant } = suite;
    await expect(setReserve(10_001, 0))
      .to.be.revertedWithCustomError(settlement, "BpsOverflow")
      .withArgs(10_001n);
    await expect(setReserve(1, 4_321))
      .to.be.revertedWithCustomError(settlement, "ReserveDelayTooLong")
      .withArgs(4_321n, 4_320n);
    await expect(settlement.connect(merchant).setMerchant(account, 0, 0)).to.be.revertedWithCustomError(
      settlement,
      "AccessManagedUnauthorized",
    );
  });
});
