import { expect } from "chai";
import { loadSuite } from "../fixtures/loadSuite.js";
import {
  approvedMandate,
  authorizeUnder,
  installMandates,
  type MandateSuite,
  type MandateTerms,
  mandateOf,
  mandateStatus,
  mandateStruct,
  signBatch,
  signMandate,
  signUse,
} from "../fixtures/mandate.js";
import { AMOUNT, termsOf } from "../fixtures/paymentInfo.js";
import type { Suite } from "../fixtures/suite.js";

describe("SpendMandate: approve", () => {
  let suite: Suite;
  let context: MandateSuite;
  beforeEach(async () => {
    suite = await loadSuite();
    context = await installMandates(suite);
  });

  const statusOf = async (mandate: MandateTerms) =>
    (await context.mandates.usage(mandateStruct(mandate))).status;
  const by = (mandate: MandateTerms, signature: string) =>
    context.mandates.connect(suite.stranger).approveWithSig(mandateStruct(mandate), signature);

  it("approves by the payer's call", async () => {
    const { mandates } = context;
    const mandate = await mandateOf(context);
    const id = await mandates.idOf(mandateStruct(mandate));
    const { payer, operator, token, ...terms } = mandate;
    const { agent, merchantRoot, salt, perPayment, perPeriod, total, ...rest } = terms;
    const { periodSeconds, start, end, maxHoldSeconds, maxFeeBps } = rest;
    const amounts = [perPayment, perPeriod, total];
    const times = [periodSeconds, start, end, maxHoldSeconds];
    await expect(mandates.connect(suite.payer).approve(mandateStruct(mandate)))
      .to.emit(mandates, "MandateApproved")
      .withArgs(id, [payer, operator, token, [agent, ...amounts, ...times, maxFeeBps, merchantRoot, salt]]);
    expect(await statusOf(mandate)).to.equal(mandateStatus.Active);
  });

  it("takes the payer's signature from anyone", async () => {
    const mandate = await mandateOf(context);
    await by(mandate, await signMandate(context, mandate));
    expect(await statusOf(mandate)).to.equal(mandateStatus.Active);
  });

  it("leaves an active mandate as it is, so that nobody is blocked by another's sending first", async () => {
    const mandate = await mandateOf(context);
    const signature = await signMandate(context, mandate);
    await by(mandate, signature);
    await authorizeUnder(context, mandate, await termsOf(suite));
    await expect(by(mandate, signature)).not.to.emit(context.mandates, "MandateApproved");
    expect((await context.mandates.usage(mandateStruct(mandate))).spentTotal).to.equal(AMOUNT);
  });

  it("takes a smart wallet's signature", async () => {
    const { ethers, payer } = suite;
    const wallet = await (await ethers.deployContract("OwnerWallet", [payer.address])).getAddress();
    const mandate = await mandateOf(context, { payer: wallet });
    await by(mandate, await signMandate(context, mandate));
    expect(await statusOf(mandate)).to.equal(mandateStatus.Active);
  });

  it("M2 refuses a signature of one wallet for another wallet of the same owner", async () => {
    const { ethers, payer } = suite;
    const wallet = await (await ethers.deployContract("OwnerWallet", [payer.address])).getAddress();
    const other = await (await ethers.deployContract("OwnerWallet", [payer.address])).getAddress();
    const mandate = await mandateOf(context, { payer: wallet });
    const stolen = { ...mandate, payer: other };
    await expect(by(stolen, await signMandate(context, mandate)))
      .to.be.revertedWithCustomError(context.mandates, "InvalidSignature")
      .withArgs(other);
  });

  it("M2 refuses a signature for another chain or another contract", async () => {
    const mandate = await mandateOf(context);
    const twin = await suite.ethers.deployContract("SpendMandate", [suite.escrow]);
    const elsewhere = { ...context, mandates: twin };
    await expect(by(mandate, await signMandate(elsewhere, mandate))).to.be.revertedWithCustomError(
      context.mandates,
      "InvalidSignature",
    );
    expect(await statusOf(mandate)).to.equal(mandateStatus.None);
  });

  it("refuses a signature over any other field, and anybody else's", async () => {
    const mandate = await mandateOf(context);
    const changes: Partial<MandateTerms>[] = [
      { operator: suite.stranger.address },
      { token: suite.stranger.address },
      { agent: suite.stranger.address },
      { perPayment: 1n },
      { perPeriod: 1n },
      { total: 1n },
      { periodSeconds: 1n },
      { start: mandate.start - 1n },
      { end: mandate.end - 1n },
      { maxHoldSeconds: 1n },
      { maxFeeBps: 1n },
      { merchantRoot: suite.ethers.id("others") },
      { salt: mandate.salt + 1_000n },
    ];
    for (const change of changes) {
      const signature = await signMandate(context, { ...mandate, ...change });
      await expect(by(mandate, signature)).to.be.revertedWithCustomError(
        context.mandates,
        "InvalidSignature",
      );
    }
    await expect(by(mandate, await signMandate(context, mandate, suite.stranger)))
      .to.be.revertedWithCustomError(context.mandates, "InvalidSignature")
      .withArgs(suite.payer.address);
    expect(await statusOf(mandate)).to.equal(mandateStatus.None);
  });

  it("refuses anyone's call but the payer's", async () => {
    const mandate = await mandateOf(context);
    await expect(context.mandates.connect(context.agent).approve(mandateStruct(mandate)))
      .to.be.revertedWithCustomError(context.mandates, "InvalidSender")
      .withArgs(context.agent.address, suite.payer.address);
  });

  it("refuses mandates that could never be used", async () => {
    const now = BigInt(await suite.connection.networkHelpers.time.latest());
    const approve = async (changes: Partial<MandateTerms>) =>
      context.mandates.connect(suite.payer).approve(mandateStruct(await mandateOf(context, changes)));
    for (const zero of ["perPayment", "perPeriod", "total"]) {
      await expect(approve({ [zero]: 0n })).to.be.revertedWithCustomError(context.mandates, "ZeroAmount");
    }
    await expect(approve({ agent: suite.ethers.ZeroAddress })).to.be.revertedWithCustomError(
      context.mandates,
      "AgentMissing",
    );
    const wrongTimes: Partial<MandateTerms>[] = [
      { periodSeconds: 0n },
      { start: now + 100n, end: now + 100n },
      { start: 0n, end: now },
      { start: now, end: now + 2n ** 24n + 1n, periodSeconds: 1n },
    ];
    for (const changes of wrongTimes) {
      await expect(approve(changes)).to.be.revertedWithCustomError(context.mandates, "InvalidMandateTime");
    }
    await approve({ start: now, end: now + 2n ** 24n, periodSeconds: 1n });
  });

  describe("approveBatchWithSig", () => {
    const sendBatch = (batch: readonly MandateTerms[], signature: string) =>
      context.mandates.connect(suite.stranger).approveBatchWithSig(batch.map(mandateStruct), signature);

    it("approves all mandates of one payer", async () => {
      const batch = [await mandateOf(context), await mandateOf(context), await mandateOf(context)];
      await sendBatch(batch, await signBatch(context, batch));
      for (const mandate of batch) expect(await statusOf(mandate)).to.equal(mandateStatus.Active);
    });

    it("M2 approves the others when one is active or revoked already", async () => {
      const batch = [await mandateOf(context), await approvedMandate(context), await mandateOf(context)];
      const [first, , last] = batch;
      if (!first || !last) throw new Error("no batch");
      await context.mandates.connect(context.agent).revokeAsAgent(mandateStruct(first));
      await sendBatch(batch, await signBatch(context, batch));
      expect(await statusOf(first)).to.equal(mandateStatus.Revoked);
      expect(await statusOf(last)).to.equal(mandateStatus.Active);
    });

    it("refuses an empty batch, mixed payers and a wrong signature", async () => {
      const mandate = await mandateOf(context);
      const foreign = await mandateOf(context, { payer: suite.stranger.address });
      const both = [mandate, foreign];
      await expect(sendBatch([], "0x")).to.be.revertedWithCustomError(context.mandates, "EmptyBatch");
      await expect(sendBatch(both, await signBatch(context, both)))
        .to.be.revertedWithCustomError(context.mandates, "MixedPayers")
        .withArgs(suite.stranger.address, suite.payer.address);
      for (const signature of [
        await signBatch(context, [mandate], suite.stranger),
        await signBatch(context, [mandate, mandate]),
        await signMandate(context, mandate),
      ]) {
        await expect(sendBatch([mandate], signature)).to.be.revertedWithCustomError(
          context.mandates,
          "InvalidSignature",
        );
      }
      expect(await statusOf(mandate)).to.equal(mandateStatus.None);
    });
  });

  it("does not take an agent's signature over a payment for an approval", async () => {
    const mandate = await mandateOf(context, { payer: context.agent.address });
    const signature = await signUse(context, mandate, await termsOf(suite));
    await expect(by(mandate, signature)).to.be.revertedWithCustomError(context.mandates, "InvalidSignature");
  });
});
