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
  mandateSteps,
  mandateStruct,
  signMandate,
} from "../fixtures/mandate.js";
import { AMOUNT, termsOf } from "../fixtures/paymentInfo.js";
import { expectRefused } from "../fixtures/refusal.js";
import type { Suite } from "../fixtures/suite.js";

describe("SpendMandate: revoke and replace", () => {
  let suite: Suite;
  let context: MandateSuite;
  beforeEach(async () => {
    suite = await loadSuite();
    context = await installMandates(suite);
  });

  const byPayer = () => context.mandates.connect(suite.payer);
  const { idOf, usageOf } = mandateSteps(() => context);
  const expectNotActive = async (mandate: MandateTerms, status: bigint) => {
    const terms = await termsOf(suite);
    const error = [context.mandates, "MandateNotActive", await idOf(mandate), status] as const;
    await expectRefused(suite, terms, () => authorizeUnder(context, mandate, terms), [...error]);
  };

  for (const who of ["payer", "agent"] as const) {
    it(`M2 ends a mandate by the ${who}, for good`, async () => {
      const { mandates, agent } = context;
      const mandate = await approvedMandate(context);
      const signature = await signMandate(context, mandate);
      const id = await idOf(mandate);
      const struct = mandateStruct(mandate);
      const [revoked, address] =
        who === "payer"
          ? [byPayer().revoke(struct), suite.payer.address]
          : [mandates.connect(agent).revokeAsAgent(struct), agent.address];
      await expect(revoked).to.emit(mandates, "MandateRevoked").withArgs(id, address);
      await expectNotActive(mandate, mandateStatus.Revoked);
      for (const again of [
        () => byPayer().approve(struct),
        () => mandates.approveWithSig(struct, signature),
      ]) {
        await expect(again())
          .to.be.revertedWithCustomError(mandates, "MandateNotActive")
          .withArgs(id, mandateStatus.Revoked);
      }
      await expect(byPayer().revoke(struct)).not.to.emit(mandates, "MandateRevoked");
    });
  }

  it("M2 ends a mandate that was signed and not approved yet", async () => {
    const mandate = await mandateOf(context);
    const signature = await signMandate(context, mandate);
    await byPayer().revoke(mandateStruct(mandate));
    await expect(context.mandates.approveWithSig(mandateStruct(mandate), signature))
      .to.be.revertedWithCustomError(context.mandates, "MandateNotActive")
      .withArgs(await idOf(mandate), mandateStatus.Revoked);
  });

  it("refuses strangers, and payer and agent in each other's place", async () => {
    const { mandates, agent } = context;
    const struct = mandateStruct(await approvedMandate(context));
    for (const [signer, call, expected] of [
      [suite.stranger, "revoke", suite.payer.address],
      [agent, "revoke", suite.payer.address],
      [suite.stranger, "revokeAsAgent", agent.address],
      [suite.payer, "revokeAsAgent", agent.address],
    ] as const) {
      await expect(mandates.connect(signer)[call](struct))
        .to.be.revertedWithCustomError(mandates, "InvalidSender")
        .withArgs(signer.address, expected);
    }
    expect(await mandates.isValid(struct)).to.equal(true);
  });

  describe("replace", () => {
    it("swaps two mandates at once", async () => {
      const old = await approvedMandate(context);
      await authorizeUnder(context, old, await termsOf(suite));
      const renewed = await mandateOf(context, { total: 50n * AMOUNT });
      await expect(byPayer().replace(mandateStruct(old), mandateStruct(renewed), AMOUNT))
        .to.emit(context.mandates, "MandateRevoked")
        .withArgs(await idOf(old), suite.payer.address);
      expect((await usageOf(old)).status).to.equal(mandateStatus.Revoked);
      expect((await usageOf(renewed)).status).to.equal(mandateStatus.Active);
      expect((await usageOf(renewed)).spentTotal).to.equal(0n);
      await expectNotActive(old, mandateStatus.Revoked);
    });

    it("refuses when the agent spent in between", async () => {
      const old = await approvedMandate(context);
      const renewed = await mandateOf(context);
      await authorizeUnder(context, old, await termsOf(suite), { amount: 1n });
      await expect(byPayer().replace(mandateStruct(old), mandateStruct(renewed), 0))
        .to.be.revertedWithCustomError(context.mandates, "MandateUsedSince")
        .withArgs(await idOf(old), 1n, 0n);
      expect((await usageOf(old)).status).to.equal(mandateStatus.Active);
      expect((await usageOf(renewed)).status).to.equal(mandateStatus.None);
    });

    it("refuses strangers, others' mandates, ended mandates and the same one", async () => {
      const { mandates } = context;
      const old = mandateStruct(await approvedMandate(context));
      const renewed = mandateStruct(await mandateOf(context));
      const foreign = mandateStruct(await mandateOf(context, { payer: suite.stranger.address }));
      const [payer, stranger] = [suite.payer.address, suite.stranger.address];
      await expect(mandates.connect(suite.stranger).replace(old, renewed, 0))
        .to.be.revertedWithCustomError(mandates, "InvalidSender")
        .withArgs(stranger, payer);
      await expect(byPayer().replace(old, foreign, 0))
        .to.be.revertedWithCustomError(mandates, "InvalidSender")
        .withArgs(payer, stranger);
      await expect(byPayer().replace(renewed, old, 0))
        .to.be.revertedWithCustomError(mandates, "MandateNotActive")
        .withArgs(await mandates.idOf(renewed), mandateStatus.None);
      await expect(byPayer().replace(old, old, 0))
        .to.be.revertedWithCustomError(mandates, "MandateNotActive")
        .withArgs(await mandates.idOf(old), mandateStatus.Revoked);
      expect(await mandates.isValid(old)).to.equal(true);
    });
  });
});
