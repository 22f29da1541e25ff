import { expect } from "chai";
import { authorized, captured } from "../fixtures/collect.js";
import { denyListPayment } from "../fixtures/denyList.js";
import { loadSuite } from "../fixtures/loadSuite.js";
import { AMOUNT, type Terms } from "../fixtures/paymentInfo.js";
import { expectRefused } from "../fixtures/refusal.js";
import { status } from "../fixtures/status.js";
import { START_BALANCE, type Suite } from "../fixtures/suite.js";

describe("void", () => {
  let suite: Suite;
  beforeEach(async () => {
    suite = await loadSuite();
  });

  const voidHold = (terms: Terms) => suite.escrow.connect(suite.operator).void(terms);

  it("returns the whole hold to the payer", async () => {
    const { escrow, token, payer } = suite;
    const terms = await authorized(suite);
    const id = await escrow.getHash(terms);
    const tx = await voidHold(terms);
    await expect(tx).to.emit(escrow, "PaymentVoided").withArgs(id, AMOUNT);
    await expect(tx).to.emit(escrow, "PaymentStateUpdated").withArgs(id, 0n, 0n, status.Voided);
    expect(await token.balanceOf(payer.address)).to.equal(START_BALANCE);
    expect(await escrow.totals(terms.token)).to.deep.equal([0n, 0n]);
    expect(await escrow.paymentState(id)).to.deep.equal([true, 0n, 0n]);
  });

  it("returns what was not captured and leaves the captured part refundable", async () => {
    const { escrow, operator, ethers } = suite;
    const terms = await authorized(suite);
    await escrow.connect(operator).capture(terms, 30_000_000n, 0, ethers.ZeroAddress);
    await voidHold(terms);
    const id = await escrow.getHash(terms);
    expect(await escrow.paymentState(id)).to.deep.equal([true, 0n, 30_000_000n]);
    expect(await escrow.statusOf(id)).to.equal(status.Voided);
  });

  it("works after the authorization expired", async () => {
    const terms = await authorized(suite);
    await suite.connection.networkHelpers.time.increaseTo(terms.refundExpiry);
    await voidHold(terms);
    expect(await suite.token.balanceOf(suite.payer.address)).to.equal(START_BALANCE);
  });

  for (const refusal of ["Revert", "ReturnFalse", "ReturnBomb", "LongReturn"] as const) {
    it(`E9 keeps the money for the payer to claim when the token refuses it by ${refusal}`, async () => {
      const { escrow, payer } = suite;
      const { terms, token } = await denyListPayment(suite, refusal);
      const id = await escrow.getHash(terms);
      const tx = await voidHold(terms);
      await expect(tx)
        .to.emit(escrow, "ClaimRecorded")
        .withArgs(payer.address, terms.token, id, AMOUNT, AMOUNT);
      expect(await escrow.claimable(payer.address, terms.token)).to.equal(AMOUNT);
      expect(await escrow.totals(terms.token)).to.deep.equal([AMOUNT, 0n]);
      expect(await escrow.statusOf(id)).to.equal(status.Voided);
      expect(await token.balanceOf(await escrow.getAddress())).to.equal(AMOUNT);
      const receipt = await tx.wait();
      expect(receipt?.gasUsed).to.be.lessThan(200_000n);
    });
  }

  it("refuses anyone but the operator", async () => {
    const terms = await authorized(suite);
    const { escrow, payer, operator } = suite;
    await expectRefused(suite, terms, () => escrow.connect(payer).void(terms), [
      escrow,
      "InvalidSender",
      payer.address,
      operator.address,
    ]);
  });

  it("refuses when nothing is held", async () => {
    const { escrow } = suite;
    const done = await captured(suite);
    await expectRefused(suite, done, () => voidHold(done), [
      escrow,
      "ZeroAuthorization",
      await escrow.getHash(done),
    ]);
    const unknown = { ...done, salt: done.salt + 1_000n };
    const id = await escrow.getHash(unknown);
    await expectRefused(suite, unknown, () => voidHold(unknown), [escrow, "ZeroAuthorization", id]);
  });
});
