import { expect } from "chai";
import { captured } from "../fixtures/collect.js";
import { loadSuite } from "../fixtures/loadSuite.js";
import { AMOUNT } from "../fixtures/paymentInfo.js";
import { balanceKind, expectBooksUnchanged } from "../fixtures/settlement.js";
import type { Suite } from "../fixtures/suite.js";

describe("skim", () => {
  let suite: Suite;
  let token: string;
  beforeEach(async () => {
    suite = await loadSuite();
    token = await suite.token.getAddress();
  });

  const skim = () => suite.settlement.connect(suite.feeManager).skim(token);

  it("refuses without a treasury, without surplus and without the role", async () => {
    const { settlement, admin, merchant } = suite;
    await captured(suite);
    await expectBooksUnchanged(suite, [merchant.address], skim, "NoTreasury");
    await settlement.connect(admin).setTreasury(merchant.address);
    await expectBooksUnchanged(suite, [merchant.address], skim, "NoSurplus", token);
    const other = () => settlement.connect(merchant).skim(token);
    await expectBooksUnchanged(suite, [merchant.address], other, "AccessManagedUnauthorized");
  });

  it("S1 credits the treasury with what belongs to nobody, and no unit more", async () => {
    const { settlement, admin, manager, merchant } = suite;
    await captured(suite);
    await settlement.connect(admin).setTreasury(manager.address);
    await suite.token.mint(await settlement.getAddress(), 7n);
    await expect(skim())
      .to.emit(settlement, "BalanceUpdated")
      .withArgs(manager.address, token, suite.ethers.ZeroHash, balanceKind.Skim, 7n, 7n, 0n);
    expect(await settlement.totalLiabilities(token)).to.equal(AMOUNT + 7n);
    expect(await settlement.balanceOf(merchant.address, token)).to.deep.equal([AMOUNT, 0n]);
    await expectBooksUnchanged(suite, [manager.address], skim, "NoSurplus", token);
    await settlement.connect(manager).withdraw(token, 7n, manager.address);
    await settlement.connect(merchant).withdraw(token, AMOUNT, merchant.address);
  });
});
