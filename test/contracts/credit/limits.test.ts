import { expect } from "chai";
import { type CreditSuite, creditLimits, creditStatus, drawn, lineTerms } from "../fixtures/credit.js";
import { expectLineRefused } from "../fixtures/creditRefusal.js";
import { loadCredit } from "../fixtures/loadCredit.js";

const SCHEMA = `0x${"5c".repeat(32)}`;

describe("limits of credit", () => {
  let suite: CreditSuite;
  let id: string;
  beforeEach(async () => {
    suite = await loadCredit();
    id = await drawn(suite, 500_000_000n);
  });

  it("X1: setLimit only lowers", async () => {
    const { line, sentinel } = suite;
    await expectLineRefused(suite, id, () => line.connect(sentinel).setLimit(id, 1_000_000_000n), [
      line,
      "LimitTooHigh",
      1_000_000_000n,
      1_000_000_000n,
    ]);
    await line.connect(sentinel).setLimit(id, 400_000_000n);
    expect((await line.creditOf(id)).limit).to.equal(400_000_000n);
    expect(await line.available(id)).to.equal(0n);
  });

  it("X1: freeze ends the draws for good", async () => {
    const { line, sentinel, merchant } = suite;
    await line.connect(sentinel).freeze(id);
    expect((await line.creditOf(id)).status).to.equal(creditStatus.Frozen);
    await expectLineRefused(suite, id, () => line.connect(merchant).draw(id, 1_000n), [
      line,
      "LineNotActive",
      id,
      creditStatus.Frozen,
    ]);
    await expectLineRefused(suite, id, () => line.connect(sentinel).freeze(id), [
      line,
      "StatusChangeNotAllowed",
    ]);
  });

  it("X1: lowerLimits lowers each ceiling and raises none", async () => {
    const { line, sentinel, risk } = suite;
    const keys = ["globalPrincipal", "borrowerDebt", "lineLimit", "secondSignatureAbove"] as const;
    for (const key of keys) {
      const higher = { ...creditLimits, [key]: creditLimits[key] + 1n };
      await expectLineRefused(suite, id, () => line.connect(sentinel).lowerLimits(higher), [
        line,
        "LimitTooHigh",
        creditLimits[key] + 1n,
        creditLimits[key],
      ]);
      const lower = { ...creditLimits, [key]: creditLimits[key] - 1n };
      await expect(line.connect(sentinel).lowerLimits(lower))
        .to.emit(line, "LimitsSet")
        .withArgs(Object.values(lower));
      await line.connect(risk).setLimits(creditLimits);
    }
    const wide = { ...creditLimits, globalPrincipal: 1n << 96n };
    await expectLineRefused(suite, id, () => line.connect(risk).setLimits(wide), [
      line,
      "AmountOverflow",
      1n << 96n,
      (1n << 96n) - 1n,
    ]);
  });

  it("X1: refuses accounts without the role on every restricted function", async () => {
    const { line, policy, stranger, risk, sentinel } = suite;
    const as = (signer: CreditSuite["risk"]) => ({ l: line.connect(signer), p: policy.connect(signer) });
    const [none, down] = [as(stranger), as(sentinel)];
    const terms = await lineTerms(suite);
    const calls = [
      () => none.l.setLimit(id, 1n),
      () => none.l.freeze(id),
      () => none.l.setLimits(creditLimits),
      () => down.l.setLimits(creditLimits),
      () => none.l.lowerLimits(creditLimits),
      () => none.l.waive(id, 1n),
      () => none.l.writeOff(id),
      () => none.l.withdrawReserve(1n, stranger.address),
      () => none.l.setGate(stranger.address),
      () => none.l.pauseEntry(),
      () => as(risk).l.freeze(id),
    ];
    for (const call of calls) {
      await expectLineRefused(suite, id, call, [line, "AccessManagedUnauthorized"]);
    }
    const lists = [
      () => down.p.addUnderwriter(stranger.address),
      () => none.p.removeUnderwriter(stranger.address),
      () => down.p.addVerifier(SCHEMA, stranger.address),
      () => none.p.removeVerifier(SCHEMA),
      () => down.p.addPledgeOperator(stranger.address),
      () => none.p.removePledgeOperator(suite.operator.address),
    ];
    for (const call of lists) {
      await expect(call()).to.be.revertedWithCustomError(policy, "AccessManagedUnauthorized");
    }
    expect(await policy.isUnderwriter(stranger.address)).to.equal(false);
    expect(await policy.isPledgeOperator(suite.operator.address)).to.equal(true);
    expect(await policy.verifierOf(terms.schemaId)).to.equal(suite.ethers.ZeroAddress);
  });
});
