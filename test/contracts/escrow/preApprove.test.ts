import { expect } from "chai";
import { preApproved } from "../fixtures/collect.js";
import { loadSuite } from "../fixtures/loadSuite.js";
import { termsOf } from "../fixtures/paymentInfo.js";
import { expectRefused } from "../fixtures/refusal.js";
import type { Suite } from "../fixtures/suite.js";

describe("preApprove", () => {
  let suite: Suite;
  beforeEach(async () => {
    suite = await loadSuite();
  });

  it("records the payer's consent", async () => {
    const { collector, escrow, payer } = suite;
    const terms = await termsOf(suite);
    const id = await escrow.getHash(terms);
    await expect(collector.connect(payer).preApprove(terms))
      .to.emit(collector, "PaymentPreApproved")
      .withArgs(id, payer.address);
    expect(await collector.isPreApproved(id)).to.equal(true);
  });

  it("E8 refuses anyone but the payer", async () => {
    const { collector, escrow, operator, payer } = suite;
    const terms = await termsOf(suite);
    await expectRefused(suite, terms, () => collector.connect(operator).preApprove(terms), [
      collector,
      "InvalidSender",
      operator.address,
      payer.address,
    ]);
    expect(await collector.isPreApproved(await escrow.getHash(terms))).to.equal(false);
  });

  it("refuses a second consent, and consent to a refund collector", async () => {
    const { collector, refundCollector, escrow, payer } = suite;
    const terms = await preApproved(suite);
    const id = await escrow.getHash(terms);
    const again = () => collector.connect(payer).preApprove(terms);
    await expectRefused(suite, terms, again, [collector, "PaymentAlreadyPreApproved", id]);
    const misplaced = () => refundCollector.connect(payer).preApprove(terms);
    await expectRefused(suite, terms, misplaced, [refundCollector, "MethodNotSupported", 0n]);
  });
});
