import { expect } from "chai";
import { denyListPayment, refusals } from "../fixtures/denyList.js";
import { loadSuite } from "../fixtures/loadSuite.js";
import { AMOUNT } from "../fixtures/paymentInfo.js";
import { expectRefused } from "../fixtures/refusal.js";
import type { Suite } from "../fixtures/suite.js";

describe("claim", () => {
  let suite: Suite;
  beforeEach(async () => {
    suite = await loadSuite();
  });

  it("pays the whole claim once the token pays the payer again", async () => {
    const { escrow, operator, payer } = suite;
    const { terms, token } = await denyListPayment(suite, "Revert");
    await escrow.connect(operator).void(terms);
    await token.deny(payer.address, refusals.None);
    const tx = await escrow.connect(payer).claim(terms.token);
    await expect(tx).to.emit(escrow, "Claimed").withArgs(payer.address, terms.token, AMOUNT);
    expect(await token.balanceOf(payer.address)).to.equal(10n * AMOUNT);
    expect(await escrow.totals(terms.token)).to.deep.equal([0n, 0n]);
    expect(await escrow.claimable(payer.address, terms.token)).to.equal(0n);
  });

  it("keeps the claim while the token refuses", async () => {
    const { escrow, operator, payer } = suite;
    const { terms, token } = await denyListPayment(suite, "Revert");
    await escrow.connect(operator).void(terms);
    await expectRefused(suite, terms, () => escrow.connect(payer).claim(terms.token), [
      token,
      "Denied",
      payer.address,
    ]);
  });

  it("refuses everyone without a claim", async () => {
    const { escrow, operator, stranger } = suite;
    const { terms } = await denyListPayment(suite, "Revert");
    await escrow.connect(operator).void(terms);
    await expectRefused(suite, terms, () => escrow.connect(stranger).claim(terms.token), [
      escrow,
      "NothingToClaim",
      stranger.address,
      terms.token,
    ]);
  });
});
