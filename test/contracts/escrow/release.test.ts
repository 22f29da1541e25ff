import { expect } from "chai";
import { authorized, captured } from "../fixtures/collect.js";
import { loadSuite } from "../fixtures/loadSuite.js";
import { AMOUNT } from "../fixtures/paymentInfo.js";
import { expectRefused } from "../fixtures/refusal.js";
import type { Suite } from "../fixtures/suite.js";

describe("release", () => {
  let suite: Suite;
  beforeEach(async () => {
    suite = await loadSuite();
  });

  it("sends Settlement everything owed in one transfer and nothing that is held", async () => {
    const { escrow, settlement, token } = suite;
    const terms = await captured(suite);
    await captured(suite);
    await authorized(suite);
    const [from, to] = [await escrow.getAddress(), await settlement.getAddress()];
    await expect(settlement.pull(from, terms.token))
      .to.emit(token, "Transfer")
      .withArgs(from, to, 2n * AMOUNT);
    expect(await escrow.totals(terms.token)).to.deep.equal([AMOUNT, 0n]);
    expect(await token.balanceOf(from)).to.equal(AMOUNT);
  });

  it("does nothing when nothing is owed", async () => {
    const { escrow, settlement, token } = suite;
    const terms = await authorized(suite);
    await expect(settlement.pull(await escrow.getAddress(), terms.token)).to.not.emit(token, "Transfer");
  });

  it("refuses anyone but Settlement", async () => {
    const { escrow, settlement, merchant } = suite;
    const terms = await captured(suite);
    await expectRefused(suite, terms, () => escrow.connect(merchant).release(terms.token), [
      escrow,
      "InvalidSender",
      merchant.address,
      await settlement.getAddress(),
    ]);
  });
});
