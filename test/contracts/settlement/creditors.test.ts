import { expect } from "chai";
import { captured } from "../fixtures/collect.js";
import { loadSuite } from "../fixtures/loadSuite.js";
import { AMOUNT } from "../fixtures/paymentInfo.js";
import { expectRefused } from "../fixtures/refusal.js";
import type { Suite } from "../fixtures/suite.js";

/** Values of Creditor in contracts/types/Settlement.sol. */
const creditor = { None: 0n, Escrow: 1n, RetiredEscrow: 2n } as const;

describe("the escrow as creditor", () => {
  let suite: Suite;
  beforeEach(async () => {
    suite = await loadSuite();
  });

  const newEscrow = async () =>
    suite.ethers.deployContract("PaymentEscrow", [
      await suite.accessManager.getAddress(),
      await suite.settlement.getAddress(),
    ]);

  it("S9 takes credits and refunds from the escrow only", async () => {
    const { settlement, escrow, merchant, operator, ethers } = suite;
    const terms = await captured(suite);
    const id = await escrow.getHash(terms);
    const error = [settlement, "InvalidSender", operator.address, await escrow.getAddress()] as const;
    const as = settlement.connect(operator);
    const credit = () => as.creditCapture(operator.address, terms.token, 1n, 0n, ethers.ZeroAddress, id);
    await expectRefused(suite, terms, credit, [...error]);
    await expectRefused(suite, terms, () => as.creditCaptures(terms.token, []), [...error]);
    const take = () =>
      as.takeRefund(merchant.address, terms.token, 1n, operator.address, id, operator.address);
    await expectRefused(suite, terms, take, [...error]);
  });

  it("replaces the escrow: retires the old one at once, adds the new one, still fetches what was owed", async () => {
    const { settlement, escrow, admin, sentinel, merchant } = suite;
    const terms = await captured(suite);
    const old = await escrow.getAddress();
    await expect(settlement.connect(sentinel).removeEscrow(old))
      .to.emit(settlement, "CreditorSet")
      .withArgs(old, creditor.RetiredEscrow);
    const next = await (await newEscrow()).getAddress();
    await expect(settlement.connect(admin).addEscrow(next))
      .to.emit(settlement, "CreditorSet")
      .withArgs(next, creditor.Escrow);
    expect(await settlement.escrow()).to.equal(next);
    await settlement.pull(old, terms.token);
    await settlement.connect(merchant).withdraw(terms.token, AMOUNT, merchant.address);
    expect(await settlement.totalLiabilities(terms.token)).to.equal(0n);
  });

  it("refuses a second escrow, a foreign one, and removing one that is not in place", async () => {
    const { settlement, escrow, admin, sentinel, accessManager, ethers } = suite;
    const current = await escrow.getAddress();
    const next = await (await newEscrow()).getAddress();
    await expect(settlement.connect(admin).addEscrow(next))
      .to.be.revertedWithCustomError(settlement, "EscrowAlreadySet")
      .withArgs(current);
    await expect(settlement.connect(sentinel).removeEscrow(next))
      .to.be.revertedWithCustomError(settlement, "NotAnEscrow")
      .withArgs(next);
    await settlement.connect(sentinel).removeEscrow(current);
    const foreign = await ethers.deployContract("PaymentEscrow", [
      await accessManager.getAddress(),
      await accessManager.getAddress(),
    ]);
    await expect(settlement.connect(admin).addEscrow(await foreign.getAddress()))
      .to.be.revertedWithCustomError(settlement, "NotAnEscrow")
      .withArgs(await foreign.getAddress());
    await expect(settlement.connect(sentinel).removeEscrow(ethers.ZeroAddress)).to.be.revertedWithCustomError(
      settlement,
      "NotAnEscrow",
    );
  });

  it("refuses to pull from an address that never was the escrow", async () => {
    const { settlement, token, stranger } = suite;
    await expect(settlement.pull(stranger.address, await token.getAddress()))
      .to.be.revertedWithCustomError(settlement, "NotAnEscrow")
      .withArgs(stranger.address);
  });
});
