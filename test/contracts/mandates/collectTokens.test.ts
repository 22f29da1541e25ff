import { expect } from "chai";
import { loadSuite } from "../fixtures/loadSuite.js";
import {
  approvedMandate,
  authorizeUnder,
  installMandates,
  limit,
  type MandateSuite,
  mandateData,
  mandateStatus,
  mandateSteps,
  mandateStruct,
  merchantTree,
  signUse,
} from "../fixtures/mandate.js";
import { AMOUNT, DAY_SECONDS } from "../fixtures/paymentInfo.js";
import { expectRefused } from "../fixtures/refusal.js";
import { status } from "../fixtures/status.js";
import { START_BALANCE, type Suite } from "../fixtures/suite.js";

const DAY = BigInt(DAY_SECONDS);

describe("SpendMandate: collectTokens", () => {
  let suite: Suite;
  let context: MandateSuite;
  beforeEach(async () => {
    suite = await loadSuite();
    context = await installMandates(suite);
  });

  const { expectMandateError, freshTerms, idOf, remaining, spend, usageOf } = mandateSteps(() => context);

  it("M1 collects with the agent's signature, and counts it", async () => {
    const { mandates } = context;
    const { escrow, token, payer } = suite;
    const mandate = await approvedMandate(context);
    const terms = await freshTerms();
    const id = await escrow.getHash(terms);
    await expect(authorizeUnder(context, mandate, terms, { amount: 30n }))
      .to.emit(mandates, "MandateUsed")
      .withArgs(await idOf(mandate), id, 30n, 30n, 30n);
    expect(await escrow.statusOf(id)).to.equal(status.Authorized);
    expect(await token.balanceOf(payer.address)).to.equal(START_BALANCE - 30n);
    const used = await usageOf(mandate);
    expect(used).to.deep.equal([mandateStatus.Active, mandate.start, mandate.start + DAY, 30n, 30n]);
  });

  it("charges a subscription whose agent is the operator, without a signature", async () => {
    const { escrow, settlement, operator, merchant, token, ethers } = suite;
    const mandate = await approvedMandate(context, { agent: operator.address });
    const terms = await freshTerms();
    const data = mandateData(mandate, "0x");
    await escrow
      .connect(operator)
      .charge(terms, AMOUNT, await context.mandates.getAddress(), data, 0, ethers.ZeroAddress);
    expect(await settlement.balanceOf(merchant.address, await token.getAddress())).to.deep.equal([
      AMOUNT,
      0n,
    ]);
    expect((await usageOf(mandate)).spentTotal).to.equal(AMOUNT);
  });

  it("takes a smart wallet's signature as agent's, and no other wallet's", async () => {
    const { ethers, stranger } = suite;
    const wallet = await ethers.deployContract("OwnerWallet", [stranger.address]);
    const mandate = await approvedMandate(context, { agent: await wallet.getAddress() });
    const terms = await freshTerms();
    const signature = await signUse(context, mandate, terms, context.agent);
    const error = ["InvalidSignature", await wallet.getAddress()] as const;
    await expectMandateError(mandate, terms, error, { signature });
    await authorizeUnder(context, mandate, terms, {
      signature: await signUse(context, mandate, terms, stranger),
    });
    expect((await usageOf(mandate)).spentTotal).to.equal(AMOUNT);
  });

  it("M1 refuses an agent's signature over another payment or another mandate", async () => {
    const mandate = await approvedMandate(context);
    const other = await approvedMandate(context);
    const terms = await freshTerms();
    const error = ["InvalidSignature", context.agent.address] as const;
    for (const signature of [
      await signUse(context, mandate, await freshTerms()),
      await signUse(context, mandate, { ...terms, maxAmount: 1n }),
      await signUse(context, other, terms),
      await signUse(context, mandate, terms, suite.operator),
      await signUse(
        { ...context, mandates: await suite.ethers.deployContract("SpendMandate", [suite.escrow]) },
        mandate,
        terms,
      ),
      "0x",
      `0x${"00".repeat(65)}`,
    ]) {
      await expectMandateError(mandate, terms, error, { signature });
    }
  });

  it("M1 holds each limit to the unit", async () => {
    const mandate = await approvedMandate(context, {
      perPayment: 100n,
      perPeriod: 150n,
      total: 300n,
    });
    const { time } = suite.connection.networkHelpers;
    const exceeded = async (kind: bigint, have: bigint, want: bigint) =>
      expectMandateError(mandate, await freshTerms(), ["MandateExceeded", kind, have, want], {
        amount: want,
      });
    await exceeded(limit.PerPayment, 100n, 101n);
    await spend(mandate, 100n);
    expect(await remaining(mandate)).to.equal(50n);
    await exceeded(limit.PerPeriod, 50n, 51n);
    await spend(mandate, 50n);
    expect(await remaining(mandate)).to.equal(0n);
    await exceeded(limit.PerPeriod, 0n, 1n);
    await time.increaseTo(mandate.start + DAY);
    await spend(mandate, 100n);
    await time.increaseTo(mandate.start + 2n * DAY);
    expect(await remaining(mandate)).to.equal(50n);
    await exceeded(limit.Total, 50n, 51n);
    await spend(mandate, 50n);
    await time.increaseTo(mandate.start + 3n * DAY);
    expect(await remaining(mandate)).to.equal(0n);
    await exceeded(limit.Total, 0n, 1n);
  });

  it("M3 rolls the period exactly at its boundary", async () => {
    const mandate = await approvedMandate(context, { perPayment: AMOUNT, perPeriod: AMOUNT });
    const { time } = suite.connection.networkHelpers;
    const boundary = mandate.start + 5n * DAY;
    await time.increaseTo(boundary - 100n);
    await spend(mandate, AMOUNT);
    const [last, first] = [await freshTerms(), await freshTerms()];
    const signature = await signUse(context, mandate, first);
    await time.setNextBlockTimestamp(boundary - 1n);
    const error = [context.mandates, "MandateExceeded", limit.PerPeriod, 0n, 1n] as const;
    await expectRefused(suite, last, () => authorizeUnder(context, mandate, last, { amount: 1n }), [
      ...error,
    ]);
    await time.setNextBlockTimestamp(boundary);
    await authorizeUnder(context, mandate, first, { signature });
    const used = await usageOf(mandate);
    expect([used.periodStart, used.periodEnd]).to.deep.equal([boundary, boundary + DAY]);
    expect([used.spentInPeriod, used.spentTotal]).to.deep.equal([AMOUNT, 2n * AMOUNT]);
  });

  it("M1 collects from the second of its start until before the second of its end", async () => {
    const { time } = suite.connection.networkHelpers;
    const now = BigInt(await time.latest());
    const [start, end] = [now + 100n, now + 200n];
    const mandate = await approvedMandate(context, { start, end });
    const terms = await freshTerms();
    const signature = await signUse(context, mandate, terms);
    const refusedAt = async (at: bigint) => {
      await time.setNextBlockTimestamp(at);
      await expectMandateError(mandate, terms, ["OutsideMandate", at, start, end], { signature });
    };
    await refusedAt(start - 1n);
    expect(await context.mandates.isValid(mandateStruct(mandate))).to.equal(false);
    await time.setNextBlockTimestamp(start);
    await authorizeUnder(context, mandate, await freshTerms(), { amount: 1n });
    expect(await context.mandates.isValid(mandateStruct(mandate))).to.equal(true);
    await time.setNextBlockTimestamp(end - 1n);
    await authorizeUnder(context, mandate, await freshTerms(), { amount: 1n });
    await refusedAt(end);
    await time.increaseTo(end);
    expect(await remaining(mandate)).to.equal(0n);
    expect((await usageOf(mandate)).periodEnd).to.equal(end);
  });

  it("M1 pays merchants of the list only", async () => {
    const { merchant, stranger, feeReceiver } = suite;
    const list = [merchant.address, feeReceiver.address, suite.admin.address];
    const { root, proof } = merchantTree(list, 0);
    const mandate = await approvedMandate(context, { merchantRoot: root });
    const foreign = await freshTerms({ receiver: stranger.address });
    const error = ["MerchantNotAllowed", stranger.address] as const;
    await expectMandateError(mandate, foreign, error, { proof });
    const terms = await freshTerms();
    for (const wrong of [[], merchantTree(list, 1).proof, proof.slice(1)]) {
      await expectMandateError(mandate, terms, ["MerchantNotAllowed", merchant.address], { proof: wrong });
    }
    await authorizeUnder(context, mandate, terms, { proof });
    const last = await freshTerms({ receiver: suite.admin.address });
    await authorizeUnder(context, mandate, last, { proof: merchantTree(list, 2).proof });
    expect((await usageOf(mandate)).spentTotal).to.equal(2n * AMOUNT);
  });

  it("M1 bounds the fee and the hold that operator and agent may agree on", async () => {
    const mandate = await approvedMandate(context, { maxFeeBps: 100n, maxHoldSeconds: 3_600n });
    const { time } = suite.connection.networkHelpers;
    const at = BigInt(await time.latest()) + 50n;
    const short = { preApprovalExpiry: at + 60n, authorizationExpiry: at + 3_600n };
    const dear = await freshTerms({ ...short, maxFeeBps: 101n });
    await expectMandateError(mandate, dear, ["MandateExceeded", limit.FeeBps, 100n, 101n]);
    const long = await freshTerms({ ...short, maxFeeBps: 100n, authorizationExpiry: at + 3_601n });
    await time.setNextBlockTimestamp(at);
    const error = ["MandateExceeded", limit.AuthorizationExpiry, at + 3_600n, at + 3_601n] as const;
    await expectMandateError(mandate, long, error);
    await authorizeUnder(context, mandate, await freshTerms({ ...short, maxFeeBps: 100n }));
    expect((await usageOf(mandate)).spentTotal).to.equal(AMOUNT);
  });
});
