import { expect } from "chai";
import { captured, OPERATOR_FUNDS, PRE_APPROVAL } from "../fixtures/collect.js";
import { denyListToken, refusals } from "../fixtures/denyList.js";
import { loadSuite } from "../fixtures/loadSuite.js";
import { AMOUNT, type Terms } from "../fixtures/paymentInfo.js";
import { expectRefused } from "../fixtures/refusal.js";
import { kind, status } from "../fixtures/status.js";
import { START_BALANCE, type Suite } from "../fixtures/suite.js";

describe("refund", () => {
  let suite: Suite;
  beforeEach(async () => {
    suite = await loadSuite();
  });

  const refund = (terms: Terms, amount: bigint, collector = suite.ethers.ZeroAddress, data = "0x") =>
    suite.escrow.connect(suite.operator).refund(terms, amount, collector, data);

  it("pays the payer from the merchant's balance, fetching what the escrow owes first", async () => {
    const { escrow, settlement, token, payer, merchant, ethers } = suite;
    const terms = await captured(suite);
    const id = await escrow.getHash(terms);
    const tx = await refund(terms, 40_000_000n);
    await expect(tx).to.emit(escrow, "Released").withArgs(terms.token, AMOUNT);
    await expect(tx).to.emit(escrow, "PaymentRefunded").withArgs(id, 40_000_000n, ethers.ZeroAddress);
    await expect(tx).to.emit(escrow, "PaymentStateUpdated").withArgs(id, 0n, 60_000_000n, status.Captured);
    await expect(tx)
      .to.emit(settlement, "BalanceUpdated")
      .withArgs(merchant.address, terms.token, id, kind.Refund, -40_000_000n, 60_000_000n, 0n);
    expect(await token.balanceOf(payer.address)).to.equal(START_BALANCE - 60_000_000n);
    expect(await settlement.totalLiabilities(terms.token)).to.equal(60_000_000n);
  });

  it("leaves what is owed where it is when Settlement holds enough", async () => {
    const { escrow, settlement, merchant } = suite;
    const terms = await captured(suite);
    await settlement.connect(merchant).deposit(merchant.address, terms.token, AMOUNT);
    await expect(refund(terms, AMOUNT)).to.not.emit(escrow, "Released");
    expect(await escrow.totals(terms.token)).to.deep.equal([0n, AMOUNT]);
  });

  it("pays the payer with the operator's money through a refund collector", async () => {
    const { escrow, settlement, token, payer, operator, refundCollector } = suite;
    const terms = await captured(suite);
    const collector = await refundCollector.getAddress();
    await refund(terms, AMOUNT, collector, OPERATOR_FUNDS);
    expect(await escrow.paymentState(await escrow.getHash(terms))).to.deep.equal([true, 0n, 0n]);
    expect(await token.balanceOf(payer.address)).to.equal(START_BALANCE);
    expect(await token.balanceOf(operator.address)).to.equal(START_BALANCE - AMOUNT);
    expect(await settlement.balanceOf(terms.receiver, terms.token)).to.deep.equal([AMOUNT, 0n]);
  });

  it("refunds one second before the refund expires", async () => {
    const terms = await captured(suite);
    await suite.connection.networkHelpers.time.setNextBlockTimestamp(terms.refundExpiry - 1n);
    await refund(terms, AMOUNT);
    expect(await suite.token.balanceOf(suite.payer.address)).to.equal(START_BALANCE);
  });

  it("E5 refuses from the second the refund expires", async () => {
    const terms = await captured(suite);
    await suite.connection.networkHelpers.time.setNextBlockTimestamp(terms.refundExpiry);
    await expectRefused(suite, terms, () => refund(terms, AMOUNT), [
      suite.escrow,
      "AfterRefundExpiry",
      terms.refundExpiry,
      terms.refundExpiry,
    ]);
  });

  it("refuses anyone but the operator", async () => {
    const { escrow, merchant, operator, ethers } = suite;
    const terms = await captured(suite);
    await expectRefused(
      suite,
      terms,
      () => escrow.connect(merchant).refund(terms, AMOUNT, ethers.ZeroAddress, "0x"),
      [escrow, "InvalidSender", merchant.address, operator.address],
    );
  });

  it("E4 zero amount: refuses it, and more than was captured", async () => {
    const { escrow } = suite;
    const terms = await captured(suite);
    await expectRefused(suite, terms, () => refund(terms, 0n), [escrow, "ZeroAmount"]);
    for (const want of [AMOUNT + 1n, 2n ** 120n + 1n]) {
      await expectRefused(suite, terms, () => refund(terms, want), [
        escrow,
        "RefundExceedsCapture",
        want,
        AMOUNT,
      ]);
    }
  });

  it("refuses more than the merchant has available", async () => {
    const { settlement, merchant } = suite;
    const terms = await captured(suite);
    await settlement.connect(merchant).withdraw(terms.token, 1n, merchant.address);
    await expectRefused(suite, terms, () => refund(terms, AMOUNT), [
      settlement,
      "InsufficientBalance",
      merchant.address,
      terms.token,
      AMOUNT - 1n,
      AMOUNT,
    ]);
  });

  it("refuses a payment collector, and a refund collector with another method", async () => {
    const { escrow, collector, refundCollector } = suite;
    const terms = await captured(suite);
    const address = await collector.getAddress();
    await expectRefused(suite, terms, () => refund(terms, AMOUNT, address, PRE_APPROVAL), [
      escrow,
      "CollectorNotAllowed",
      address,
    ]);
    const refundAddress = await refundCollector.getAddress();
    await expectRefused(suite, terms, () => refund(terms, AMOUNT, refundAddress, PRE_APPROVAL), [
      refundCollector,
      "MethodNotSupported",
      0n,
    ]);
  });

  it("refuses a collector that delivers another amount", async () => {
    const { escrow, admin, token, ethers } = suite;
    const rogue = await ethers.deployContract("RogueCollector", [1]);
    await escrow.connect(admin).addCollector(await rogue.getAddress());
    await token.mint(await rogue.getAddress(), AMOUNT);
    await rogue.deliver(AMOUNT - 1n);
    const terms = await captured(suite);
    const address = await rogue.getAddress();
    await expectRefused(suite, terms, () => refund(terms, AMOUNT, address, "0x"), [
      escrow,
      "InexactTransfer",
      terms.token,
      AMOUNT,
      AMOUNT - 1n,
    ]);
  });

  it("refuses when the token refuses the payer", async () => {
    const { settlement, payer } = suite;
    const token = await denyListToken(suite);
    const terms = await captured(suite, { token: await token.getAddress() });
    await token.deny(payer.address, refusals.ReturnBomb);
    await expectRefused(suite, terms, () => refund(terms, AMOUNT), [
      settlement,
      "TransferFailed",
      terms.token,
      payer.address,
    ]);
  });
});
