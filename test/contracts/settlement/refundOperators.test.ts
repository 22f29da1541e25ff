import { expect } from "chai";
import { PERMIT2 } from "../../../ignition/permit2/ensurePermit2.js";
import { authorized, captured, OPERATOR_FUNDS, PRE_APPROVAL } from "../fixtures/collect.js";
import { loadSuite } from "../fixtures/loadSuite.js";
import { AMOUNT, type Terms, termsOf } from "../fixtures/paymentInfo.js";
import { expectRefused } from "../fixtures/refusal.js";
import { START_BALANCE, type Suite } from "../fixtures/suite.js";

describe("refund operators", () => {
  let suite: Suite;
  beforeEach(async () => {
    suite = await loadSuite();
  });

  const refundAs = (signer: Suite["operator"], terms: Terms) =>
    suite.escrow.connect(signer).refund(terms, terms.maxAmount, suite.ethers.ZeroAddress, "0x");

  /** A payment whose payer and operator are one, and whose amount went to that one as a fee. */
  async function paidToOneself(): Promise<Terms> {
    const { escrow, collector, token, stranger } = suite;
    const address = await collector.getAddress();
    const terms = await termsOf(suite, {
      operator: stranger.address,
      payer: stranger.address,
      maxFeeBps: 10_000n,
    });
    await token.connect(stranger).approve(address, AMOUNT);
    await collector.connect(stranger).preApprove(terms);
    await escrow.connect(stranger).charge(terms, AMOUNT, address, PRE_APPROVAL, 10_000n, stranger.address);
    return terms;
  }

  it("S9 does not let a payer that is its own operator refund itself from a merchant", async () => {
    const { settlement, merchant, stranger, escrow, ethers } = suite;
    await captured(suite);
    const terms = await paidToOneself();
    const error = [settlement, "RefundNotAllowed", merchant.address, stranger.address] as const;
    await expectRefused(suite, terms, () => refundAs(stranger, terms), [...error]);
    const item = {
      info: terms,
      amount: AMOUNT,
      tokenCollector: ethers.ZeroAddress,
      expectedRefundable: AMOUNT,
      collectorData: "0x",
    };
    await expect(escrow.connect(stranger).refundBatch([item]))
      .to.emit(escrow, "RefundSkipped")
      .withArgs(
        await escrow.getHash(terms),
        settlement.interface.getError("RefundNotAllowed")?.selector.padEnd(66, "0"),
      );
    expect(await settlement.balanceOf(merchant.address, terms.token)).to.deep.equal([AMOUNT, 0n]);
  });

  it("lets a merchant that operates its own payments refund them", async () => {
    const { escrow, collector, merchant, payer, token, ethers } = suite;
    const terms = await termsOf(suite, { operator: merchant.address });
    await collector.connect(payer).preApprove(terms);
    await escrow
      .connect(merchant)
      .charge(terms, AMOUNT, await collector.getAddress(), PRE_APPROVAL, 0, ethers.ZeroAddress);
    await refundAs(merchant, terms);
    expect(await token.balanceOf(payer.address)).to.equal(START_BALANCE);
  });

  it("ends an operator's trust at once; its own money still refunds", async () => {
    const { escrow, settlement, sentinel, operator, refundCollector, token, payer } = suite;
    const terms = await captured(suite);
    await expect(settlement.connect(sentinel).removeRefundOperator(operator.address))
      .to.emit(settlement, "RefundOperatorSet")
      .withArgs(operator.address, false);
    expect(await settlement.isRefundOperator(operator.address)).to.equal(false);
    const error = [settlement, "RefundNotAllowed", terms.receiver, operator.address] as const;
    await expectRefused(suite, terms, () => refundAs(operator, terms), [...error]);
    await escrow.connect(operator).refund(terms, AMOUNT, await refundCollector.getAddress(), OPERATOR_FUNDS);
    expect(await token.balanceOf(payer.address)).to.equal(START_BALANCE);
  });

  it("carries the trust over to a new escrow and takes it from the retired one", async () => {
    const { ethers, accessManager, settlement, escrow, admin, sentinel, operator, payer, token } = suite;
    const old = await captured(suite);
    const next = await ethers.deployContract("PaymentEscrow", [
      await accessManager.getAddress(),
      await settlement.getAddress(),
    ]);
    await settlement.connect(sentinel).removeEscrow(await escrow.getAddress());
    await settlement.connect(admin).addRefundOperator(admin.address);
    await settlement.connect(admin).addEscrow(await next.getAddress());
    const retired = [
      settlement,
      "InvalidSender",
      await escrow.getAddress(),
      await next.getAddress(),
    ] as const;
    await expectRefused(suite, old, () => refundAs(operator, old), [...retired]);

    const collector = await ethers.deployContract("PaymentCollector", [await next.getAddress(), 0, PERMIT2]);
    await next.connect(admin).addCollector(await collector.getAddress());
    await token.connect(payer).approve(await collector.getAddress(), AMOUNT);
    const moved: Suite = { ...suite, escrow: next, collector };
    for (const trusted of [operator, admin]) {
      await token.connect(payer).approve(await collector.getAddress(), AMOUNT);
      const terms = await authorized({ ...moved, operator: trusted });
      await next.connect(trusted).capture(terms, AMOUNT, 0, ethers.ZeroAddress);
      const before = await token.balanceOf(payer.address);
      await next.connect(trusted).refund(terms, AMOUNT, ethers.ZeroAddress, "0x");
      expect(await token.balanceOf(payer.address)).to.equal(before + AMOUNT);
    }
  });

  it("X1 refuses accounts without the role", async () => {
    const { settlement, stranger, operator, sentinel } = suite;
    for (const call of [
      () => settlement.connect(stranger).addRefundOperator(stranger.address),
      () => settlement.connect(sentinel).addRefundOperator(stranger.address),
      () => settlement.connect(operator).removeRefundOperator(operator.address),
    ]) {
      await expect(call()).to.be.revertedWithCustomError(settlement, "AccessManagedUnauthorized");
    }
    expect(await settlement.isRefundOperator(operator.address)).to.equal(true);
  });
});
