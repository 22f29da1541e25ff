import { expect } from "chai";
import { authorized } from "../fixtures/collect.js";
import { denyListToken, refusals } from "../fixtures/denyList.js";
import { loadSuite } from "../fixtures/loadSuite.js";
import { AMOUNT, type Terms } from "../fixtures/paymentInfo.js";
import { expectRefused } from "../fixtures/refusal.js";
import { kind, status } from "../fixtures/status.js";
import type { Suite } from "../fixtures/suite.js";

describe("capture", () => {
  let suite: Suite;
  beforeEach(async () => {
    suite = await loadSuite();
  });

  const capture = (terms: Terms, amount: bigint, feeBps = 0n, feeReceiver = suite.feeReceiver.address) =>
    suite.escrow.connect(suite.operator).capture(terms, amount, feeBps, feeReceiver);

  it("credits merchant and fee without moving tokens", async () => {
    const { escrow, settlement, token, merchant, feeReceiver } = suite;
    const terms = await authorized(suite);
    const id = await escrow.getHash(terms);
    const tx = await capture(terms, AMOUNT, 123n);
    await expect(tx).to.emit(escrow, "PaymentCaptured").withArgs(id, AMOUNT, 123n, feeReceiver.address);
    await expect(tx).to.emit(escrow, "PaymentStateUpdated").withArgs(id, 0n, AMOUNT, status.Captured);
    await expect(tx)
      .to.emit(settlement, "BalanceUpdated")
      .withArgs(merchant.address, terms.token, id, kind.Capture, 98_770_000n, 98_770_000n, 0n);
    await expect(tx)
      .to.emit(settlement, "BalanceUpdated")
      .withArgs(feeReceiver.address, terms.token, id, kind.Fee, 1_230_000n, 1_230_000n, 0n);
    await expect(tx).to.not.emit(token, "Transfer");
    expect(await escrow.totals(terms.token)).to.deep.equal([0n, AMOUNT]);
    expect(await settlement.totalLiabilities(terms.token)).to.equal(AMOUNT);
  });

  it("captures part of the hold, and the rest later", async () => {
    const { escrow } = suite;
    const terms = await authorized(suite);
    const id = await escrow.getHash(terms);
    await capture(terms, 40_000_000n);
    expect(await escrow.paymentState(id)).to.deep.equal([true, 60_000_000n, 40_000_000n]);
    expect(await escrow.statusOf(id)).to.equal(status.Authorized);
    await capture(terms, 60_000_000n);
    expect(await escrow.paymentState(id)).to.deep.equal([true, 0n, AMOUNT]);
    expect(await escrow.statusOf(id)).to.equal(status.Captured);
  });

  it("E7 rounds the fee down", async () => {
    const { settlement, feeReceiver } = suite;
    const terms = await authorized(suite);
    await capture(terms, 199n, 100n);
    expect(await settlement.balanceOf(feeReceiver.address, terms.token)).to.deep.equal([1n, 0n]);
    expect(await settlement.balanceOf(terms.receiver, terms.token)).to.deep.equal([198n, 0n]);
  });

  it("S8 deny-listed fee receiver: captured all the same; the fee waits in its account until the token pays it", async () => {
    const { settlement, settler, feeReceiver, merchant, ethers } = suite;
    for (const refusal of ["Revert", "ReturnFalse", "ReturnBomb"] as const) {
      const token = await denyListToken(suite);
      const terms = await authorized(suite, { token: await token.getAddress() });
      await token.deny(feeReceiver.address, refusals[refusal]);
      await capture(terms, AMOUNT, 100n);
      const fee = AMOUNT / 100n;
      expect(await settlement.balanceOf(feeReceiver.address, terms.token)).to.deep.equal([fee, 0n]);
      expect(await settlement.balanceOf(merchant.address, terms.token)).to.deep.equal([AMOUNT - fee, 0n]);
      await settlement.connect(suite.risk).setOutflowLimit(terms.token, AMOUNT, 1_000);
      const pay = (account: string, amount: bigint) => ({ account, token: terms.token, to: account, amount });
      const items = [pay(feeReceiver.address, fee), pay(merchant.address, AMOUNT - fee)];
      const batch = ethers.id(`to a deny-listed fee receiver, ${refusal}`);
      await expect(settlement.connect(settler).payoutBatch(batch, items)).to.emit(settlement, "PayoutFailed");
      expect(await token.balanceOf(merchant.address)).to.equal(AMOUNT - fee);
      expect(await settlement.balanceOf(feeReceiver.address, terms.token)).to.deep.equal([fee, 0n]);
      await token.deny(feeReceiver.address, refusals.None);
      await settlement.connect(feeReceiver).withdraw(terms.token, fee, feeReceiver.address);
      expect(await token.balanceOf(feeReceiver.address)).to.equal(fee);
    }
  });

  it("S8 credits a merchant that is a contract which accepts nothing", async () => {
    const receiver = await suite.accessManager.getAddress();
    const terms = await authorized(suite, { receiver });
    await capture(terms, AMOUNT);
    expect(await suite.settlement.balanceOf(receiver, terms.token)).to.deep.equal([AMOUNT, 0n]);
  });

  it("captures one second before the authorization expires", async () => {
    const terms = await authorized(suite);
    await suite.connection.networkHelpers.time.setNextBlockTimestamp(terms.authorizationExpiry - 1n);
    await capture(terms, AMOUNT);
    expect(await suite.escrow.statusOf(await suite.escrow.getHash(terms))).to.equal(status.Captured);
  });

  it("E5 refuses from the second the authorization expires", async () => {
    const terms = await authorized(suite);
    await suite.connection.networkHelpers.time.setNextBlockTimestamp(terms.authorizationExpiry);
    await expectRefused(suite, terms, () => capture(terms, AMOUNT), [
      suite.escrow,
      "AfterAuthorizationExpiry",
      terms.authorizationExpiry,
      terms.authorizationExpiry,
    ]);
  });

  it("refuses anyone but the operator", async () => {
    const terms = await authorized(suite);
    const { escrow, merchant, operator, ethers } = suite;
    await expectRefused(
      suite,
      terms,
      () => escrow.connect(merchant).capture(terms, AMOUNT, 0, ethers.ZeroAddress),
      [escrow, "InvalidSender", merchant.address, operator.address],
    );
  });

  it("zero amount: refuses it, and more than is held", async () => {
    const { escrow } = suite;
    const terms = await authorized(suite);
    const id = await escrow.getHash(terms);
    await expectRefused(suite, terms, () => capture(terms, 0n), [escrow, "ZeroAmount"]);
    const above = [escrow, "InsufficientAuthorization", id, AMOUNT, AMOUNT + 1n] as const;
    await expectRefused(suite, terms, () => capture(terms, AMOUNT + 1n), [...above]);
    const huge = [escrow, "InsufficientAuthorization", id, AMOUNT, 2n ** 120n + AMOUNT] as const;
    await expectRefused(suite, terms, () => capture(terms, 2n ** 120n + AMOUNT), [...huge]);
  });

  it("E7 refuses fees outside the signed terms", async () => {
    const { escrow, feeReceiver, stranger, ethers } = suite;
    const terms = await authorized(suite, { minFeeBps: 10n, feeReceiver: feeReceiver.address });
    await expectRefused(suite, terms, () => capture(terms, AMOUNT, 9n), [
      escrow,
      "FeeBpsOutOfRange",
      9n,
      10n,
      500n,
    ]);
    await expectRefused(suite, terms, () => capture(terms, AMOUNT, 501n), [
      escrow,
      "FeeBpsOutOfRange",
      501n,
      10n,
      500n,
    ]);
    await expectRefused(suite, terms, () => capture(terms, AMOUNT, 10n, stranger.address), [
      escrow,
      "InvalidFeeReceiver",
      stranger.address,
      feeReceiver.address,
    ]);
    const open = await authorized(suite);
    await expectRefused(suite, open, () => capture(open, AMOUNT, 1n, ethers.ZeroAddress), [
      escrow,
      "ZeroFeeReceiver",
    ]);
  });

  it("refuses when the escrow is no longer the one in place, and the payer still gets everything back", async () => {
    const { escrow, settlement, sentinel, operator, token, payer } = suite;
    const terms = await authorized(suite);
    const address = await escrow.getAddress();
    await settlement.connect(sentinel).removeEscrow(address);
    await expectRefused(suite, terms, () => capture(terms, AMOUNT), [
      settlement,
      "InvalidSender",
      address,
      suite.ethers.ZeroAddress,
    ]);
    const before = await token.balanceOf(payer.address);
    await escrow.connect(operator).void(terms);
    expect(await token.balanceOf(payer.address)).to.equal(before + AMOUNT);
  });
});
