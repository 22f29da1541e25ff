import { expect } from "chai";
import { collectorData, method, PRE_APPROVAL, preApproved, sign3009 } from "../fixtures/collect.js";
import { loadSuite } from "../fixtures/loadSuite.js";
import { AMOUNT, type Terms, termsOf } from "../fixtures/paymentInfo.js";
import { expectRefused } from "../fixtures/refusal.js";
import { kind, status } from "../fixtures/status.js";
import type { Suite } from "../fixtures/suite.js";

describe("charge", () => {
  let suite: Suite;
  let collector: string;
  beforeEach(async () => {
    suite = await loadSuite();
    collector = await suite.collector.getAddress();
  });

  const charge = (terms: Terms, feeBps: bigint, feeReceiver: string, data = PRE_APPROVAL) =>
    suite.escrow.connect(suite.operator).charge(terms, AMOUNT, collector, data, feeBps, feeReceiver);

  it("credits merchant and fee at once and leaves nothing in the escrow", async () => {
    const { escrow, settlement, token, merchant, feeReceiver } = suite;
    const terms = await preApproved(suite);
    const id = await escrow.getHash(terms);
    const tx = await charge(terms, 250n, feeReceiver.address);
    await expect(tx)
      .to.emit(escrow, "PaymentCharged")
      .withArgs(id, Object.values(terms), AMOUNT, collector, 250n, feeReceiver.address);
    await expect(tx)
      .to.emit(settlement, "BalanceUpdated")
      .withArgs(merchant.address, terms.token, id, kind.Capture, 97_500_000n, 97_500_000n, 0n);
    await expect(tx)
      .to.emit(settlement, "BalanceUpdated")
      .withArgs(feeReceiver.address, terms.token, id, kind.Fee, 2_500_000n, 2_500_000n, 0n);
    expect(await escrow.paymentState(id)).to.deep.equal([true, 0n, AMOUNT]);
    expect(await escrow.statusOf(id)).to.equal(status.Captured);
    expect(await escrow.totals(terms.token)).to.deep.equal([0n, 0n]);
    expect(await token.balanceOf(await settlement.getAddress())).to.equal(AMOUNT);
    expect(await settlement.totalLiabilities(terms.token)).to.equal(AMOUNT);
  });

  it("charges by EIP-3009 without a transaction of the payer", async () => {
    const terms = await termsOf(suite);
    await charge(
      terms,
      0n,
      suite.ethers.ZeroAddress,
      collectorData(method.Erc3009, await sign3009(suite, terms)),
    );
    expect(await suite.settlement.balanceOf(terms.receiver, terms.token)).to.deep.equal([AMOUNT, 0n]);
  });

  it("refuses anyone but the operator", async () => {
    const terms = await preApproved(suite);
    const { escrow, stranger, operator, ethers } = suite;
    await expectRefused(
      suite,
      terms,
      () => escrow.connect(stranger).charge(terms, AMOUNT, collector, PRE_APPROVAL, 0, ethers.ZeroAddress),
      [escrow, "InvalidSender", stranger.address, operator.address],
    );
  });

  it("E7 refuses fees outside the signed terms", async () => {
    const { escrow, feeReceiver, stranger, ethers } = suite;
    const terms = await preApproved(suite, { minFeeBps: 10n, feeReceiver: feeReceiver.address });
    const call = (bps: bigint, to: string) => () => charge(terms, bps, to);
    await expectRefused(suite, terms, call(9n, feeReceiver.address), [
      escrow,
      "FeeBpsOutOfRange",
      9n,
      10n,
      500n,
    ]);
    await expectRefused(suite, terms, call(501n, feeReceiver.address), [
      escrow,
      "FeeBpsOutOfRange",
      501n,
      10n,
      500n,
    ]);
    await expectRefused(suite, terms, call(10n, stranger.address), [
      escrow,
      "InvalidFeeReceiver",
      stranger.address,
      feeReceiver.address,
    ]);
    const open = await preApproved(suite);
    await expectRefused(suite, open, () => charge(open, 1n, ethers.ZeroAddress), [escrow, "ZeroFeeReceiver"]);
  });

  it("E3 refuses a payment that was charged before", async () => {
    const { escrow, ethers } = suite;
    const terms = await preApproved(suite);
    await charge(terms, 0n, ethers.ZeroAddress);
    const error = [escrow, "PaymentAlreadyCollected", await escrow.getHash(terms)] as const;
    await expectRefused(suite, terms, () => charge(terms, 0n, ethers.ZeroAddress), [...error]);
  });
});
