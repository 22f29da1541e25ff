import { expect } from "chai";
import { authorized } from "../fixtures/collect.js";
import { loadSuite } from "../fixtures/loadSuite.js";
import { AMOUNT, type Terms } from "../fixtures/paymentInfo.js";
import { expectRefused } from "../fixtures/refusal.js";
import { status } from "../fixtures/status.js";
import { START_BALANCE, type Suite } from "../fixtures/suite.js";

describe("voidPartial", () => {
  let suite: Suite;
  beforeEach(async () => {
    suite = await loadSuite();
  });

  const voidPartial = (terms: Terms, amount: bigint) =>
    suite.escrow.connect(suite.operator).voidPartial(terms, amount);

  it("returns part of the hold and keeps the rest capturable", async () => {
    const { escrow, token, payer } = suite;
    const terms = await authorized(suite);
    const id = await escrow.getHash(terms);
    const tx = await voidPartial(terms, 40_000_000n);
    await expect(tx).to.emit(escrow, "PaymentVoided").withArgs(id, 40_000_000n);
    await expect(tx).to.emit(escrow, "PaymentStateUpdated").withArgs(id, 60_000_000n, 0n, status.Authorized);
    expect(await token.balanceOf(payer.address)).to.equal(START_BALANCE - 60_000_000n);
    expect(await escrow.totals(terms.token)).to.deep.equal([60_000_000n, 0n]);
  });

  it("ends the hold with its last unit", async () => {
    const terms = await authorized(suite);
    await voidPartial(terms, AMOUNT);
    expect(await suite.escrow.statusOf(await suite.escrow.getHash(terms))).to.equal(status.Voided);
  });

  it("refuses anyone but the operator", async () => {
    const terms = await authorized(suite);
    const { escrow, payer, operator } = suite;
    await expectRefused(suite, terms, () => escrow.connect(payer).voidPartial(terms, 1n), [
      escrow,
      "InvalidSender",
      payer.address,
      operator.address,
    ]);
  });

  it("zero amount: refuses it, and more than is held", async () => {
    const { escrow } = suite;
    const terms = await authorized(suite);
    const id = await escrow.getHash(terms);
    await expectRefused(suite, terms, () => voidPartial(terms, 0n), [escrow, "ZeroAmount"]);
    for (const want of [AMOUNT + 1n, 2n ** 120n + 1n]) {
      await expectRefused(suite, terms, () => voidPartial(terms, want), [
        escrow,
        "InsufficientAuthorization",
        id,
        AMOUNT,
        want,
      ]);
    }
  });
});
