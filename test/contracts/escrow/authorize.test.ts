import { expect } from "chai";
import { collectorData, method, PRE_APPROVAL, preApproved, sign3009 } from "../fixtures/collect.js";
import { loadSuite } from "../fixtures/loadSuite.js";
import { AMOUNT, type Terms, termsOf } from "../fixtures/paymentInfo.js";
import { expectRefused } from "../fixtures/refusal.js";
import { status } from "../fixtures/status.js";
import { START_BALANCE, type Suite } from "../fixtures/suite.js";

describe("authorize", () => {
  let suite: Suite;
  let collector: string;
  beforeEach(async () => {
    suite = await loadSuite();
    collector = await suite.collector.getAddress();
  });

  const authorize = (terms: Terms, amount = terms.maxAmount, data = PRE_APPROVAL) =>
    suite.escrow.connect(suite.operator).authorize(terms, amount, collector, data);

  it("holds the pre-approved amount", async () => {
    const { escrow, token, payer } = suite;
    const terms = await preApproved(suite);
    const id = await escrow.getHash(terms);
    await expect(authorize(terms))
      .to.emit(escrow, "PaymentAuthorized")
      .withArgs(id, Object.values(terms), AMOUNT, collector);
    expect(await escrow.paymentState(id)).to.deep.equal([true, AMOUNT, 0n]);
    expect(await escrow.statusOf(id)).to.equal(status.Authorized);
    expect(await escrow.totals(terms.token)).to.deep.equal([AMOUNT, 0n]);
    expect(await token.balanceOf(await escrow.getAddress())).to.equal(AMOUNT);
    expect(await token.balanceOf(payer.address)).to.equal(START_BALANCE - AMOUNT);
  });

  it("returns the excess of an EIP-3009 authorization over the amount", async () => {
    const { escrow, token, payer } = suite;
    const terms = await termsOf(suite);
    const data = collectorData(method.Erc3009, await sign3009(suite, terms));
    await authorize(terms, 30_000_000n, data);
    expect(await escrow.paymentState(await escrow.getHash(terms))).to.deep.equal([true, 30_000_000n, 0n]);
    expect(await token.balanceOf(payer.address)).to.equal(START_BALANCE - 30_000_000n);
    expect(await token.balanceOf(collector)).to.equal(0n);
  });

  it("collects one second before the pre-approval expires", async () => {
    const terms = await preApproved(suite);
    await suite.connection.networkHelpers.time.setNextBlockTimestamp(terms.preApprovalExpiry - 1n);
    await authorize(terms);
    expect(await suite.escrow.statusOf(await suite.escrow.getHash(terms))).to.equal(status.Authorized);
  });

  it("holds the largest amount the terms can name", async () => {
    const { escrow, token, payer, admin } = suite;
    const largest = 2n ** 120n - 1n;
    await token.connect(admin).mint(payer.address, largest);
    const terms = await preApproved(suite, { maxAmount: largest });
    await authorize(terms);
    expect(await escrow.paymentState(await escrow.getHash(terms))).to.deep.equal([true, largest, 0n]);
  });

  it("refuses anyone but the operator", async () => {
    const terms = await preApproved(suite);
    const { escrow, payer, operator } = suite;
    await expectRefused(
      suite,
      terms,
      () => escrow.connect(payer).authorize(terms, AMOUNT, collector, PRE_APPROVAL),
      [escrow, "InvalidSender", payer.address, operator.address],
    );
  });

  it("zero amount: refuses it", async () => {
    const terms = await preApproved(suite);
    await expectRefused(suite, terms, () => authorize(terms, 0n), [suite.escrow, "ZeroAmount"]);
  });

  it("refuses more than the payer signed", async () => {
    const terms = await preApproved(suite);
    const error = [suite.escrow, "ExceedsMaxAmount", AMOUNT + 1n, AMOUNT] as const;
    await expectRefused(suite, terms, () => authorize(terms, AMOUNT + 1n), [...error]);
  });

  it("refuses from the second the pre-approval expires", async () => {
    const terms = await preApproved(suite);
    const expiry = terms.preApprovalExpiry;
    await suite.connection.networkHelpers.time.setNextBlockTimestamp(expiry);
    await expectRefused(suite, terms, () => authorize(terms), [
      suite.escrow,
      "AfterPreApprovalExpiry",
      expiry,
      expiry,
    ]);
  });

  it("refuses expiries out of order", async () => {
    const now = BigInt(await suite.connection.networkHelpers.time.latest());
    const late = now + 10_000n;
    for (const changes of [
      { preApprovalExpiry: late, authorizationExpiry: late - 1n },
      { refundExpiry: now + 1n },
    ]) {
      const terms = await preApproved(suite, changes);
      const { preApprovalExpiry, authorizationExpiry, refundExpiry } = terms;
      const error = [
        suite.escrow,
        "InvalidExpiries",
        preApprovalExpiry,
        authorizationExpiry,
        refundExpiry,
      ] as const;
      await expectRefused(suite, terms, () => authorize(terms), [...error]);
    }
  });

  it("refuses impossible fee ranges", async () => {
    const above = await preApproved(suite, { maxFeeBps: 10_001n });
    await expectRefused(suite, above, () => authorize(above), [suite.escrow, "FeeBpsOverflow", 10_001n]);
    const crossed = await preApproved(suite, { minFeeBps: 501n });
    await expectRefused(suite, crossed, () => authorize(crossed), [
      suite.escrow,
      "InvalidFeeBpsRange",
      501n,
      500n,
    ]);
  });

  it("E3 refuses a second collection, also after everything was voided", async () => {
    const { escrow, operator } = suite;
    const terms = await preApproved(suite);
    const id = await escrow.getHash(terms);
    await authorize(terms);
    await expectRefused(suite, terms, () => authorize(terms), [escrow, "PaymentAlreadyCollected", id]);
    await escrow.connect(operator).void(terms);
    await expectRefused(suite, terms, () => authorize(terms), [escrow, "PaymentAlreadyCollected", id]);
  });

  it("E8 refuses terms that the payer did not approve, whichever field differs", async () => {
    const approved = await preApproved(suite);
    const stranger = suite.stranger.address;
    const changes: Partial<Terms>[] = [
      { receiver: stranger },
      { maxAmount: AMOUNT + 1n },
      { preApprovalExpiry: approved.preApprovalExpiry + 1n },
      { authorizationExpiry: approved.authorizationExpiry + 1n },
      { refundExpiry: approved.refundExpiry + 1n },
      { minFeeBps: 1n },
      { maxFeeBps: 501n },
      { feeReceiver: stranger },
      { salt: approved.salt + 1_000n },
    ];
    for (const change of changes) {
      const terms = { ...approved, ...change };
      const id = await suite.escrow.getHash(terms);
      await expectRefused(suite, terms, () => authorize(terms, AMOUNT), [
        suite.collector,
        "PaymentNotPreApproved",
        id,
      ]);
    }
  });

  it("refuses collectors that are not allowed, and refund collectors", async () => {
    const terms = await preApproved(suite);
    const { escrow, operator } = suite;
    for (const address of [suite.stranger.address, await suite.refundCollector.getAddress()]) {
      await expectRefused(
        suite,
        terms,
        () => escrow.connect(operator).authorize(terms, AMOUNT, address, PRE_APPROVAL),
        [escrow, "CollectorNotAllowed", address],
      );
    }
  });
});
