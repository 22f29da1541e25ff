import { expect } from "chai";
import { authorized } from "../fixtures/collect.js";
import { loadSuite } from "../fixtures/loadSuite.js";
import { AMOUNT, type Terms } from "../fixtures/paymentInfo.js";
import { expectRefused, worldOf } from "../fixtures/refusal.js";
import { kind, status } from "../fixtures/status.js";
import type { Suite } from "../fixtures/suite.js";

describe("captureBatch", () => {
  let suite: Suite;
  beforeEach(async () => {
    suite = await loadSuite();
  });

  const item = (info: Terms, changes: object = {}) => ({
    info,
    amount: AMOUNT,
    feeBps: 100n,
    feeReceiver: suite.feeReceiver.address,
    expectedCapturable: AMOUNT,
    ...changes,
  });
  const reasonOf = (error: string) => {
    const selector = suite.escrow.interface.getError(error)?.selector;
    return selector?.padEnd(66, "0");
  };

  it("books neighbours of one merchant, and the fees of one receiver, once", async () => {
    const { escrow, settlement, operator, merchant, feeReceiver } = suite;
    const first = await authorized(suite);
    const second = await authorized(suite);
    const lastId = await escrow.getHash(second);
    const tx = await escrow.connect(operator).captureBatch([item(first), item(second)]);
    const receipt = await tx.wait();
    const updates = (receipt?.logs ?? []).filter(
      ({ topics }) => topics[0] === settlement.getEvent("BalanceUpdated").fragment.topicHash,
    );
    expect(updates).to.have.length(2);
    await expect(tx)
      .to.emit(settlement, "BalanceUpdated")
      .withArgs(merchant.address, first.token, lastId, kind.Capture, 198_000_000n, 198_000_000n, 0n);
    await expect(tx)
      .to.emit(settlement, "BalanceUpdated")
      .withArgs(feeReceiver.address, first.token, lastId, kind.Fee, 2_000_000n, 2_000_000n, 0n);
    expect(await escrow.totals(first.token)).to.deep.equal([0n, 2n * AMOUNT]);
  });

  it("S5 leaves the same balances as single captures, whatever the order of merchants", async () => {
    const { escrow, settlement, operator, merchant, stranger, feeReceiver } = suite;
    const receivers = [merchant, stranger, merchant, feeReceiver, stranger].map(({ address }) => address);
    const terms = [];
    for (const receiver of receivers) terms.push(await authorized(suite, { receiver }));
    const amounts = [1n, 333n, 9_999n, 50_000_001n, AMOUNT];
    const snapshot = await suite.connection.networkHelpers.takeSnapshot();
    const balances = () =>
      Promise.all(
        [merchant, stranger, feeReceiver].map(async ({ address }) => [
          ...(await settlement.balanceOf(address, await suite.token.getAddress())),
        ]),
      );
    for (const [i, info] of terms.entries()) {
      await escrow.connect(operator).capture(info, amounts[i] ?? 0n, 123n, feeReceiver.address);
    }
    const bySingles = await balances();
    await snapshot.restore();
    await escrow
      .connect(operator)
      .captureBatch(terms.map((info, i) => item(info, { amount: amounts[i] ?? 0n, feeBps: 123n })));
    expect(await balances()).to.deep.equal(bySingles);
  });

  it("skips what cannot be captured and captures the rest", async () => {
    const { escrow, operator, stranger } = suite;
    const good = await authorized(suite);
    const moved = await authorized(suite);
    const wrongFee = await authorized(suite);
    const unknown = { ...good, salt: good.salt + 1_000n };
    const tx = await escrow
      .connect(operator)
      .captureBatch([
        item(moved, { expectedCapturable: AMOUNT - 1n }),
        item(wrongFee, { feeBps: 501n }),
        item(unknown, { expectedCapturable: 0n }),
        item(good),
        item(wrongFee, { amount: 0n }),
      ]);
    const skipped = async (info: Terms, error: string) =>
      expect(tx)
        .to.emit(escrow, "CaptureSkipped")
        .withArgs(await escrow.getHash(info), reasonOf(error));
    await skipped(moved, "StateMismatch");
    await skipped(wrongFee, "FeeBpsOutOfRange");
    await skipped(unknown, "InsufficientAuthorization");
    await skipped(wrongFee, "ZeroAmount");
    expect(await escrow.statusOf(await escrow.getHash(good))).to.equal(status.Captured);
    expect(await escrow.statusOf(await escrow.getHash(moved))).to.equal(status.Authorized);
    expect(await suite.settlement.totalLiabilities(good.token)).to.equal(AMOUNT);
    expect(await suite.settlement.balanceOf(stranger.address, good.token)).to.deep.equal([0n, 0n]);
  });

  it("changes nothing when the same batch is sent again", async () => {
    const { escrow, operator } = suite;
    const terms = await authorized(suite);
    await escrow.connect(operator).captureBatch([item(terms)]);
    const before = await worldOf(suite, terms);
    await expect(escrow.connect(operator).captureBatch([item(terms)]))
      .to.emit(escrow, "CaptureSkipped")
      .withArgs(await escrow.getHash(terms), reasonOf("StateMismatch"));
    expect(await worldOf(suite, terms)).to.deep.equal(before);
  });

  it("skips an expired hold", async () => {
    const { escrow, operator } = suite;
    const terms = await authorized(suite);
    await suite.connection.networkHelpers.time.setNextBlockTimestamp(terms.authorizationExpiry);
    await expect(escrow.connect(operator).captureBatch([item(terms)]))
      .to.emit(escrow, "CaptureSkipped")
      .withArgs(await escrow.getHash(terms), reasonOf("AfterAuthorizationExpiry"));
  });

  it("captures several tokens in ascending order and refuses another order", async () => {
    const { ethers, escrow, operator, payer, collector } = suite;
    const other = await ethers.deployContract("PlainToken", [18]);
    await other.mint(payer.address, AMOUNT);
    await other.connect(payer).approve(await collector.getAddress(), AMOUNT);
    const pair = [await authorized(suite), await authorized(suite, { token: await other.getAddress() })];
    pair.sort((a, b) => (BigInt(a.token) < BigInt(b.token) ? -1 : 1));
    const [low, high] = pair;
    if (!low || !high) throw new Error("two payments");
    await expectRefused(suite, low, () => escrow.connect(operator).captureBatch([item(high), item(low)]), [
      escrow,
      "UnsortedBatch",
      1n,
    ]);
    await escrow.connect(operator).captureBatch([item(low), item(high)]);
    expect(await escrow.totals(low.token)).to.deep.equal([0n, AMOUNT]);
    expect(await escrow.totals(high.token)).to.deep.equal([0n, AMOUNT]);
  });

  it("refuses the whole batch when one item has another operator", async () => {
    const { escrow, operator, stranger } = suite;
    const own = await authorized(suite);
    const foreign = { ...own, operator: stranger.address };
    await expectRefused(suite, own, () => escrow.connect(operator).captureBatch([item(own), item(foreign)]), [
      escrow,
      "InvalidSender",
      operator.address,
      stranger.address,
    ]);
  });

  it("accepts an empty batch", async () => {
    await expect(suite.escrow.connect(suite.operator).captureBatch([])).to.not.be.revert(suite.ethers);
  });
});
