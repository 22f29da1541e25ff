import { expect } from "chai";
import { PRE_APPROVAL, preApproved } from "../fixtures/collect.js";
import { loadSuite } from "../fixtures/loadSuite.js";
import type { Terms } from "../fixtures/paymentInfo.js";
import { expectRefused } from "../fixtures/refusal.js";
import type { Suite } from "../fixtures/suite.js";

describe("addCollector and removeCollector", () => {
  let suite: Suite;
  beforeEach(async () => {
    suite = await loadSuite();
  });

  const authorizeBy = (terms: Terms, collector: string, data: string) =>
    suite.escrow.connect(suite.operator).authorize(terms, terms.maxAmount, collector, data);

  it("takes a collector out at once", async () => {
    const { escrow, sentinel, collector } = suite;
    const terms = await preApproved(suite);
    const address = await collector.getAddress();
    await expect(escrow.connect(sentinel).removeCollector(address))
      .to.emit(escrow, "CollectorSet")
      .withArgs(address, false);
    expect(await escrow.isCollectorAllowed(address)).to.equal(false);
    const error = [escrow, "CollectorNotAllowed", address] as const;
    await expectRefused(suite, terms, () => authorizeBy(terms, address, PRE_APPROVAL), [...error]);
  });

  it("refuses accounts without the role", async () => {
    const { escrow, stranger, guardian, collector } = suite;
    const address = await collector.getAddress();
    for (const call of [
      () => escrow.connect(stranger).removeCollector(address),
      () => escrow.connect(guardian).addCollector(address),
    ]) {
      await expect(call()).to.be.revertedWithCustomError(escrow, "AccessManagedUnauthorized");
    }
    expect(await escrow.isCollectorAllowed(address)).to.equal(true);
  });
});
