import { expect } from "chai";
import { loadSuite } from "../fixtures/loadSuite.js";
import {
  approvedMandate,
  authorizeUnder,
  installMandates,
  type MandateSuite,
  mandateData,
  mandateOf,
  mandateStatus,
  mandateSteps,
  signUse,
} from "../fixtures/mandate.js";
import { AMOUNT, DAY_SECONDS } from "../fixtures/paymentInfo.js";
import { expectRefused } from "../fixtures/refusal.js";
import type { Suite } from "../fixtures/suite.js";

const DAY = BigInt(DAY_SECONDS);

describe("SpendMandate: what collectTokens never does", () => {
  let suite: Suite;
  let context: MandateSuite;
  beforeEach(async () => {
    suite = await loadSuite();
    context = await installMandates(suite);
  });

  const { expectMandateError, freshTerms, idOf, remaining, usageOf } = mandateSteps(() => context);

  it("M3 refuses another payer, operator or token than the mandate's", async () => {
    const { ethers, operator, stranger, token } = suite;
    const other = await ethers.deployContract("PlainToken", [6]);
    await other.mint(suite.payer.address, AMOUNT);
    await other.connect(suite.payer).approve(context.mandates, AMOUNT);
    await token.connect(stranger).approve(context.mandates, AMOUNT);
    const mandate = await approvedMandate(context);
    for (const changes of [{ payer: stranger.address }, { token: await other.getAddress() }]) {
      const terms = await freshTerms(changes);
      const named = await idOf({ ...mandate, ...changes });
      await expectMandateError(mandate, terms, ["MandateNotActive", named, mandateStatus.None], {
        signature: await signUse(context, { ...mandate, ...changes }, terms),
      });
    }
    const foreign = await approvedMandate(context, { operator: stranger.address });
    const terms = await freshTerms();
    const named = await idOf({ ...foreign, operator: operator.address });
    await expectMandateError(foreign, terms, ["MandateNotActive", named, mandateStatus.None], {
      signature: await signUse(context, { ...foreign, operator: operator.address }, terms),
    });
  });

  it("M3 refuses a mandate that was never approved, and data that is too short", async () => {
    const mandate = await mandateOf(context);
    const terms = await freshTerms();
    await expectMandateError(mandate, terms, ["MandateNotActive", await idOf(mandate), mandateStatus.None]);
    const { escrow, operator, ethers } = suite;
    const address = await context.mandates.getAddress();
    for (const data of ["0x", mandateData(mandate, "0x").slice(0, -2), `0x${"ff".repeat(353)}`]) {
      const call = () => escrow.connect(operator).authorize(terms, 1n, address, data);
      await expectRefused(suite, terms, call, [context.mandates, "InvalidUseData"]);
    }
    expect(ethers.dataLength(mandateData(mandate, "0x"))).to.equal(353);
  });

  it("M3 zero amount: refused from the escrow too, and any amount from everyone else", async () => {
    const { ethers, operator } = suite;
    const mandate = await approvedMandate(context);
    const terms = await freshTerms();
    const data = mandateData(mandate, await signUse(context, mandate, terms));
    const direct = context.mandates.connect(operator);
    const escrow = await suite.escrow.getAddress();
    await expectRefused(suite, terms, () => direct.collectTokens(terms, operator.address, AMOUNT, data), [
      context.mandates,
      "InvalidSender",
      operator.address,
      escrow,
    ]);
    await expectRefused(suite, terms, () => authorizeUnder(context, mandate, terms, { amount: 0n }), [
      suite.escrow,
      "ZeroAmount",
    ]);
    // A contract whose escrow is an account shows what it says to a careless escrow.
    const careless = await ethers.deployContract("SpendMandate", [operator.address]);
    await expect(
      careless.connect(operator).collectTokens(terms, operator.address, 0n, data),
    ).to.be.revertedWithCustomError(careless, "ZeroAmount");
  });

  it("M2 collects a payment once, also after it was voided", async () => {
    const mandate = await approvedMandate(context);
    const terms = await freshTerms();
    await authorizeUnder(context, mandate, terms);
    const error = [suite.escrow, "PaymentAlreadyCollected", await suite.escrow.getHash(terms)] as const;
    await expectRefused(suite, terms, () => authorizeUnder(context, mandate, terms), [...error]);
    await suite.escrow.connect(suite.operator).void(terms);
    await expectRefused(suite, terms, () => authorizeUnder(context, mandate, terms), [...error]);
    expect((await usageOf(mandate)).spentTotal).to.equal(AMOUNT);
  });

  it("counts nothing when the payer's money or allowance is missing", async () => {
    const { token, payer, ethers } = suite;
    const mandate = await approvedMandate(context);
    await token.connect(payer).approve(context.mandates, AMOUNT - 1n);
    const terms = await freshTerms();
    await expectRefused(suite, terms, () => authorizeUnder(context, mandate, terms), [
      token,
      "ERC20InsufficientAllowance",
    ]);
    expect((await usageOf(mandate)).spentTotal).to.equal(0n);
    await token.connect(payer).approve(context.mandates, ethers.MaxUint256);
    await authorizeUnder(context, mandate, terms);
    expect((await usageOf(mandate)).spentTotal).to.equal(AMOUNT);
  });

  it("shows a mandate before its start, and one that makes no sense", async () => {
    const now = BigInt(await suite.connection.networkHelpers.time.latest());
    const early = await approvedMandate(context, { start: now + DAY });
    const used = await usageOf(early);
    expect([used.periodStart, used.periodEnd]).to.deep.equal([now + DAY, now + 2n * DAY]);
    const absurd = await mandateOf(context, { periodSeconds: 0n, start: 9n, end: 3n });
    expect(await usageOf(absurd)).to.deep.equal([mandateStatus.None, 9n, 3n, 0n, 0n]);
    expect(await remaining(absurd)).to.equal(0n);
  });

  it("G3 keeps the count when the token calls back", async () => {
    const { ethers, payer, escrow, operator } = suite;
    const token = await ethers.deployContract("ReentrantToken");
    const address = await token.getAddress();
    await token.mint(payer.address, 10n * AMOUNT);
    await token.connect(payer).approve(context.mandates, ethers.MaxUint256);
    const mandate = await approvedMandate(context, { token: address, agent: operator.address });
    const [inner, terms] = [await freshTerms({ token: address }), await freshTerms({ token: address })];
    const data = mandateData(mandate, "0x");
    const collect = context.mandates.interface.encodeFunctionData("collectTokens", [
      inner,
      address,
      AMOUNT,
      data,
    ]);
    await token.arm(await context.mandates.getAddress(), collect);
    await authorizeUnder(context, mandate, terms, { signature: "0x" });
    expect(await token.fired()).to.equal(true);
    expect(await token.succeeded()).to.equal(false);
    expect((await usageOf(mandate)).spentTotal).to.equal(AMOUNT);
    expect(await escrow.totals(address)).to.deep.equal([AMOUNT, 0n]);
  });
});
