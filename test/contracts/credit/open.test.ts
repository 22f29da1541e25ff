import { expect } from "chai";
import {
  type CreditSuite,
  creditLimits,
  creditStatus,
  drawn,
  type LineTerms,
  lineTerms,
  opened,
  signTerms,
} from "../fixtures/credit.js";
import { expectLineRefused } from "../fixtures/creditRefusal.js";
import { loadCredit } from "../fixtures/loadCredit.js";

const NO_LINE = `0x${"0".repeat(64)}`;

describe("open", () => {
  let suite: CreditSuite;
  beforeEach(async () => {
    suite = await loadCredit();
  });

  const accept = async (terms: LineTerms, signers = [suite.underwriter], signer = suite.merchant) => {
    const signatures = await signTerms(suite, terms, signers);
    return suite.line.connect(signer).open(terms, signatures, "0x");
  };

  it("C3: opens under terms that an underwriter signed and the borrower accepts", async () => {
    const { line, policy, merchant, token } = suite;
    const terms = await lineTerms(suite);
    const digest = BigInt(await policy.termsDigest(await line.getAddress(), terms));
    const id = `0x${(((digest >> 160n) << 160n) | BigInt(merchant.address)).toString(16).padStart(64, "0")}`;
    const sent = accept(terms);
    await expect(sent)
      .to.emit(line, "CreditOpened")
      .withArgs(id, merchant.address, await token.getAddress(), Object.values(terms), terms.attestation);
    await expect(sent)
      .to.emit(line, "CreditStatusChanged")
      .withArgs(id, creditStatus.None, creditStatus.Active);
    const credit = await line.creditOf(id);
    expect([
      credit.principal,
      credit.interestScaled,
      credit.limit,
      credit.dueAt,
      credit.maturity,
    ]).to.deep.equal([0n, 0n, terms.limit, 0n, terms.maturity]);
    expect(credit.status).to.equal(creditStatus.Active);
    expect([
      credit.aprBps,
      credit.lateAprBps,
      credit.holdbackBps,
      credit.originationBps,
      credit.minPayment,
    ]).to.deep.equal([1_000n, 2_000n, 2_000n, 100n, 50_000_000n]);
    expect(await line.debtOf(id)).to.equal(0n);
    expect(await line.available(id)).to.equal(terms.limit);
  });

  it("C3: refuses terms without the borrower, an underwriter, or before their time is over", async () => {
    const { line, policy, merchant, stranger, underwriter, sentinel, connection } = suite;
    const terms = await lineTerms(suite);
    const wrong = [policy, "UnderwriterNotAuthorized"] as const;
    await expectLineRefused(suite, NO_LINE, () => accept(terms, [underwriter], stranger), [
      line,
      "InvalidSender",
      stranger.address,
      merchant.address,
    ]);
    await expectLineRefused(suite, NO_LINE, () => accept(terms, [stranger]), [...wrong, stranger.address]);
    await expectLineRefused(suite, NO_LINE, () => accept(terms, []), [policy, "SignaturesRequired", 0, 1]);
    const signatures = await signTerms(suite, terms, [underwriter]);
    const richer = { ...terms, limit: terms.limit - 1n };
    await expectLineRefused(suite, NO_LINE, () => line.connect(merchant).open(richer, signatures, "0x"), [
      ...wrong,
      underwriter.address,
    ]);
    await policy.connect(sentinel).removeUnderwriter(underwriter.address);
    await expectLineRefused(suite, NO_LINE, () => accept(terms), [...wrong, underwriter.address]);
    await policy.connect(suite.admin).addUnderwriter(underwriter.address);
    await connection.networkHelpers.time.increaseTo(terms.expiry);
    await expectLineRefused(suite, NO_LINE, () => accept(terms), [policy, "TermsExpired", terms.expiry]);
  });

  it("C3: refuses an underwriter's signature for itself", async () => {
    const { policy, merchant, admin } = suite;
    await policy.connect(admin).addUnderwriter(merchant.address);
    const terms = await lineTerms(suite);
    await expectLineRefused(suite, NO_LINE, () => accept(terms, [merchant]), [
      policy,
      "UnderwriterNotAuthorized",
      merchant.address,
    ]);
  });

  it("C3: refuses terms that were used, also after their line was closed", async () => {
    const { line, merchant } = suite;
    const terms = await lineTerms(suite);
    await accept(terms);
    const id = await line.lineOf(merchant.address);
    await expectLineRefused(suite, id, () => accept(terms), [line, "LineStillOpen", id, creditStatus.Active]);
    await line.connect(merchant).close(id);
    await expectLineRefused(suite, id, () => accept(terms), [line, "TermsAlreadyUsed", id]);
    const next = await opened(suite);
    expect(next).not.to.equal(id);
    expect((await line.creditOf(id)).status).to.equal(creditStatus.Closed);
  });

  it("asks two different underwriters above the threshold", async () => {
    const { line, policy, underwriter, underwriter2, merchant } = suite;
    const terms = await lineTerms(suite, { limit: creditLimits.secondSignatureAbove + 1n });
    await expectLineRefused(suite, NO_LINE, () => accept(terms), [policy, "SignaturesRequired", 1, 2]);
    await expectLineRefused(suite, NO_LINE, () => accept(terms, [underwriter, underwriter]), [
      policy,
      "SignaturesRequired",
      1,
      2,
    ]);
    const reversed = (await signTerms(suite, terms, [underwriter, underwriter2])).toReversed();
    await expectLineRefused(suite, NO_LINE, () => line.connect(merchant).open(terms, reversed, "0x"), [
      policy,
      "SignaturesRequired",
      1,
      2,
    ]);
    await accept(terms, [underwriter, underwriter2]);
    expect(await line.available(await line.lineOf(merchant.address))).to.equal(terms.limit);
  });

  it("refuses limits above the ceiling and terms that contradict themselves", async () => {
    const { line, policy, underwriter, underwriter2, risk } = suite;
    const high = await lineTerms(suite, { limit: creditLimits.lineLimit + 1n });
    await expectLineRefused(suite, NO_LINE, () => accept(high, [underwriter, underwriter2]), [
      line,
      "LimitTooHigh",
      creditLimits.lineLimit + 1n,
      creditLimits.lineLimit,
    ]);
    const most = (1n << 128n) - 1n;
    await line.connect(risk).setLimits({ ...creditLimits, lineLimit: most, secondSignatureAbove: most });
    const wrong: Partial<LineTerms>[] = [
      { limit: 0n },
      { limit: 1n << 90n },
      { aprBps: 2_001n },
      { lateAprBps: 10_001n },
      { holdbackBps: 10_001n },
      { advanceRateBps: 10_000n },
      { originationBps: 10_000n },
      { period: 0n },
      { minPayment: 0n },
      { maturity: 1n },
    ];
    for (const change of wrong) {
      const terms = await lineTerms(suite, change);
      await expectLineRefused(suite, NO_LINE, () => accept(terms), [policy, "InvalidTerms"]);
    }
    const amendment = await lineTerms(suite, { line: `0x${"1".repeat(64)}` });
    await expectLineRefused(suite, NO_LINE, () => accept(amendment), [line, "TermsMismatch"]);
  });

  it("refuses a second line while the first one owes", async () => {
    const { line } = suite;
    const id = await drawn(suite, 1_000_000n);
    const terms = await lineTerms(suite);
    await expectLineRefused(suite, id, () => accept(terms), [line, "LineStillOpen", id, creditStatus.Active]);
  });

  it("checks a proof where there is one", async () => {
    const { line, policy, ethers, merchant, underwriter, admin, sentinel } = suite;
    const terms = await lineTerms(suite);
    const signatures = await signTerms(suite, terms, [underwriter]);
    const withProof = (proof: string) => line.connect(merchant).open(terms, signatures, proof);
    await expectLineRefused(suite, NO_LINE, () => withProof("0x01"), [
      policy,
      "VerifierNotSet",
      terms.schemaId,
    ]);
    const verifier = await ethers.deployContract("HashVerifier");
    await expect(policy.connect(admin).addVerifier(terms.schemaId, await verifier.getAddress()))
      .to.emit(policy, "VerifierSet")
      .withArgs(terms.schemaId, await verifier.getAddress());
    await expectLineRefused(suite, NO_LINE, () => withProof("0x01"), [
      policy,
      "ProofRefused",
      terms.schemaId,
    ]);
    const inputs = [
      terms.attestation,
      ethers.zeroPadValue(merchant.address, 32),
      ethers.toBeHex(terms.limit, 32),
    ];
    const proof = await verifier.proofOf(terms.schemaId, inputs);
    await policy.connect(sentinel).removeVerifier(terms.schemaId);
    await expectLineRefused(suite, NO_LINE, () => withProof(proof), [
      policy,
      "VerifierNotSet",
      terms.schemaId,
    ]);
    await policy.connect(admin).addVerifier(terms.schemaId, await verifier.getAddress());
    await withProof(proof);
    expect(await line.available(await line.lineOf(merchant.address))).to.equal(terms.limit);
  });
});
