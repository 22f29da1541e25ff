import { expect } from "chai";
import {
  bullet,
  type CreditSuite,
  creditStatus,
  drawn,
  type LineTerms,
  lineTerms,
  nextAfter,
  signTerms,
} from "../fixtures/credit.js";
import { expectLineRefused } from "../fixtures/creditRefusal.js";
import { loadCredit } from "../fixtures/loadCredit.js";
import { DAY_SECONDS } from "../fixtures/paymentInfo.js";

describe("amend", () => {
  let suite: CreditSuite;
  let id: string;
  beforeEach(async () => {
    suite = await loadCredit();
    id = await drawn(suite, 500_000_000n, bullet);
  });

  const amend = async (terms: LineTerms, signer = suite.merchant, signers = [suite.underwriter]) =>
    suite.line.connect(signer).amend(id, terms, await signTerms(suite, terms, signers), "0x");
  const nextTerms = (changes: Partial<LineTerms> = {}) =>
    lineTerms(suite, { line: id, nonce: 1n, ...changes });

  it("C3: refuses others than the borrower, other lines and other numbers", async () => {
    const { line, policy, stranger, merchant } = suite;
    const terms = await nextTerms();
    await expectLineRefused(suite, id, () => amend(terms, stranger), [
      line,
      "InvalidSender",
      stranger.address,
      merchant.address,
    ]);
    await expectLineRefused(suite, id, () => amend(terms, merchant, [stranger]), [
      policy,
      "UnderwriterNotAuthorized",
      stranger.address,
    ]);
    for (const change of [
      { line: `0x${"0".repeat(64)}` },
      { nonce: 0n },
      { nonce: 2n },
      { borrower: stranger.address },
    ]) {
      const wrong = { ...terms, ...change };
      await expectLineRefused(suite, id, () => amend(wrong), [
        line,
        "TermsMismatch",
        wrong.line,
        wrong.nonce,
      ]);
    }
  });

  it("C3: takes each amendment once, and none that was signed before a limit was lowered", async () => {
    const { line, sentinel } = suite;
    const first = await nextTerms({ limit: 700_000_000n });
    await amend(first);
    await expectLineRefused(suite, id, () => amend(first), [line, "TermsMismatch", id, 1n]);
    const second = await nextTerms({ nonce: 2n, limit: 900_000_000n });
    const sent = line.connect(sentinel).setLimit(id, 600_000_000n);
    await expect(sent).to.emit(line, "CreditLimitLowered").withArgs(id, 600_000_000n, 2n);
    await expectLineRefused(suite, id, () => amend(second), [line, "TermsMismatch", id, 2n]);
    await amend(await nextTerms({ nonce: 3n, limit: 900_000_000n }));
    expect((await line.creditOf(id)).limit).to.equal(900_000_000n);
  });

  it("accrues at the old rate up to now, then at the new one, with a new schedule and lien", async () => {
    const { line, ledger, merchant, token } = suite;
    const later = (await line.creditOf(id)).lastAccrual + BigInt(74 * DAY_SECONDS);
    const terms = await nextTerms({ aprBps: 500n, holdbackBps: 4_000n, expiry: later });
    await nextAfter(suite, id, 73 * DAY_SECONDS);
    await amend(terms);
    const credit = await line.creditOf(id);
    expect(credit.interestScaled).to.equal(10_000_000n * 10n ** 9n);
    expect(credit.dueAt).to.equal(credit.lastAccrual + BigInt(30 * DAY_SECONDS));
    expect((await ledger.lienOf(merchant.address, await token.getAddress()))[1]).to.equal(4_000n);
    // A day at 5 % costs 68,493.2 units.
    await nextAfter(suite, id, DAY_SECONDS);
    await line.accrue(id);
    expect(await line.debtOf(id)).to.equal(510_068_494n);
    expect((await line.debtOf(id)) - (await line.realAssets())).to.equal(1n);
  });

  it("C3: leaves frozen and late lines what they are, and refuses defaulted ones", async () => {
    const { line, sentinel, merchant, connection } = suite;
    await line.connect(sentinel).freeze(id);
    await amend(await nextTerms({ nonce: 2n }));
    expect((await line.creditOf(id)).status).to.equal(creditStatus.Frozen);
    const { dueAt, gracePeriod } = await line.creditOf(id);
    await connection.networkHelpers.time.increaseTo(dueAt + gracePeriod);
    await line.markLate(id);
    await amend(await nextTerms({ nonce: 3n }));
    expect((await line.creditOf(id)).status).to.equal(creditStatus.Late);
    await expectLineRefused(suite, id, () => line.connect(merchant).draw(id, 1_000n), [
      line,
      "LineNotActive",
      id,
      creditStatus.Late,
    ]);
    await connection.networkHelpers.time.increase(100 * DAY_SECONDS);
    await line.declareDefault(id);
    const terms = await nextTerms({ nonce: 4n });
    await expectLineRefused(suite, id, () => amend(terms), [
      line,
      "LineNotActive",
      id,
      creditStatus.Defaulted,
    ]);
  });
});
