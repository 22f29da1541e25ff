import { expect } from "chai";
import { captured, OPERATOR_FUNDS } from "../fixtures/collect.js";
import { denyListToken, refusals } from "../fixtures/denyList.js";
import { loadSuite } from "../fixtures/loadSuite.js";
import { AMOUNT, type Terms } from "../fixtures/paymentInfo.js";
import { expectRefused, worldOf } from "../fixtures/refusal.js";
import { START_BALANCE, type Suite } from "../fixtures/suite.js";

describe("refundBatch", () => {
  let suite: Suite;
  beforeEach(async () => {
    suite = await loadSuite();
  });

  const item = (info: Terms, changes: object = {}) => ({
    info,
    amount: AMOUNT,
    tokenCollector: suite.ethers.ZeroAddress,
    expectedRefundable: AMOUNT,
    collectorData: "0x",
    ...changes,
  });
  const reason = (selector: string | undefined) => selector?.padEnd(66, "0");
  const escrowError = (name: string) => reason(suite.escrow.interface.getError(name)?.selector);
  const settlementError = (name: string) => reason(suite.settlement.interface.getError(name)?.selector);

  it("refunds from merchants' balances and from the operator's money", async () => {
    const { escrow, operator, payer, token, refundCollector, settlement } = suite;
    const first = await captured(suite);
    const second = await captured(suite);
    const tokenCollector = await refundCollector.getAddress();
    await escrow
      .connect(operator)
      .refundBatch([item(first), item(second, { tokenCollector, collectorData: OPERATOR_FUNDS })]);
    expect(await token.balanceOf(payer.address)).to.equal(START_BALANCE);
    expect(await token.balanceOf(operator.address)).to.equal(START_BALANCE - AMOUNT);
    expect(await settlement.balanceOf(first.receiver, first.token)).to.deep.equal([AMOUNT, 0n]);
  });

  it("skips what cannot be refunded and refunds the rest", async () => {
    const { escrow, operator, payer, settlement, merchant, stranger, token } = suite;
    const good = await captured(suite);
    const moved = await captured(suite);
    const poor = await captured(suite, { receiver: stranger.address });
    await settlement.connect(stranger).withdraw(poor.token, AMOUNT, stranger.address);
    const tx = await escrow
      .connect(operator)
      .refundBatch([
        item(moved, { expectedRefundable: 1n }),
        item(poor),
        item(moved, { amount: 0n }),
        item(moved, { tokenCollector: stranger.address }),
        item(good),
      ]);
    const skipped = async (info: Terms, why: string | undefined) =>
      expect(tx)
        .to.emit(escrow, "RefundSkipped")
        .withArgs(await escrow.getHash(info), why);
    await skipped(moved, escrowError("StateMismatch"));
    await skipped(moved, escrowError("ZeroAmount"));
    await skipped(moved, escrowError("CollectorNotAllowed"));
    await skipped(poor, settlementError("InsufficientBalance"));
    expect(await escrow.paymentState(await escrow.getHash(good))).to.deep.equal([true, 0n, 0n]);
    expect(await escrow.paymentState(await escrow.getHash(poor))).to.deep.equal([true, 0n, AMOUNT]);
    expect(await settlement.balanceOf(merchant.address, good.token)).to.deep.equal([AMOUNT, 0n]);
    expect(await token.balanceOf(payer.address)).to.equal(START_BALANCE - 2n * AMOUNT);
  });

  it("skips a payer whom the token refuses and leaves the merchant's balance", async () => {
    const { escrow, operator, payer, settlement } = suite;
    const token = await denyListToken(suite);
    const terms = await captured(suite, { token: await token.getAddress() });
    await token.deny(payer.address, refusals.ReturnBomb);
    await expect(escrow.connect(operator).refundBatch([item(terms)]))
      .to.emit(escrow, "RefundSkipped")
      .withArgs(await escrow.getHash(terms), settlementError("TransferFailed"));
    expect(await settlement.balanceOf(terms.receiver, terms.token)).to.deep.equal([AMOUNT, 0n]);
    expect(await escrow.paymentState(await escrow.getHash(terms))).to.deep.equal([true, 0n, AMOUNT]);
  });

  it("changes nothing when the same batch is sent again", async () => {
    const { escrow, operator } = suite;
    const terms = await captured(suite);
    await escrow.connect(operator).refundBatch([item(terms)]);
    const before = await worldOf(suite, terms);
    await escrow.connect(operator).refundBatch([item(terms)]);
    expect(await worldOf(suite, terms)).to.deep.equal(before);
  });

  it("refuses tokens in another than ascending order, and foreign items", async () => {
    const { escrow, operator, stranger } = suite;
    const terms = await captured(suite);
    const lower = { ...terms, token: "0x0000000000000000000000000000000000000001" };
    await expectRefused(
      suite,
      terms,
      () => escrow.connect(operator).refundBatch([item(terms), item(lower)]),
      [escrow, "UnsortedBatch", 1n],
    );
    const foreign = { ...terms, operator: stranger.address };
    await expectRefused(
      suite,
      terms,
      () => escrow.connect(operator).refundBatch([item(terms), item(foreign)]),
      [escrow, "InvalidSender", operator.address, stranger.address],
    );
  });
});
