import { expect } from "chai";
import { PRE_APPROVAL, preApproved } from "../fixtures/collect.js";
import { loadSuite } from "../fixtures/loadSuite.js";
import { AMOUNT, type Terms } from "../fixtures/paymentInfo.js";
import { expectRefused } from "../fixtures/refusal.js";
import { status } from "../fixtures/status.js";
import type { Suite } from "../fixtures/suite.js";

/** Values in contracts/types/Compliance.sol. */
const verdict = { Clear: 0, Quarantine: 1, Block: 2 } as const;
const verb = { Authorize: 0n, Charge: 1n, Deposit: 2n } as const;
const PAUSE_SECONDS = 72 * 3_600;

describe("entry: gate and pause", () => {
  let suite: Suite;
  let collector: string;
  beforeEach(async () => {
    suite = await loadSuite();
    collector = await suite.collector.getAddress();
  });

  const authorize = (terms: Terms) =>
    suite.escrow.connect(suite.operator).authorize(terms, AMOUNT, collector, PRE_APPROVAL);
  const charge = (terms: Terms) =>
    suite.escrow
      .connect(suite.operator)
      .charge(terms, AMOUNT, collector, PRE_APPROVAL, 0, suite.ethers.ZeroAddress);

  async function gateOn(target: { setGate(gate: string): Promise<unknown> }) {
    const gate = await suite.ethers.deployContract("SwitchGate");
    await target.setGate(await gate.getAddress());
    return gate;
  }

  it("lets accounts pass that the gate clears", async () => {
    const { escrow, admin } = suite;
    await gateOn(escrow.connect(admin));
    const terms = await preApproved(suite);
    await authorize(terms);
    expect(await escrow.statusOf(await escrow.getHash(terms))).to.equal(status.Authorized);
  });

  for (const answer of ["Quarantine", "Block"] as const) {
    it(`K1 takes no money in from a payer whose verdict is ${answer}`, async () => {
      const { escrow, admin, payer } = suite;
      const gate = await gateOn(escrow.connect(admin));
      await gate.set(payer.address, verdict[answer]);
      const terms = await preApproved(suite);
      await expectRefused(suite, terms, () => authorize(terms), [
        escrow,
        "Blocked",
        payer.address,
        verb.Authorize,
      ]);
      await expectRefused(suite, terms, () => charge(terms), [escrow, "Blocked", payer.address, verb.Charge]);
    });
  }

  it("K2 takes no money in while the gate fails", async () => {
    const { escrow, admin, payer } = suite;
    const gate = await gateOn(escrow.connect(admin));
    await gate.breakFor(payer.address);
    const terms = await preApproved(suite);
    const error = [escrow, "Blocked", payer.address, verb.Authorize] as const;
    await expectRefused(suite, terms, () => authorize(terms), [...error]);
  });

  it("K1 refuses a deposit of a blocked account", async () => {
    const { settlement, admin, merchant, token } = suite;
    const gate = await gateOn(settlement.connect(admin));
    await gate.set(merchant.address, verdict.Block);
    await expect(settlement.connect(merchant).deposit(merchant.address, await token.getAddress(), 1n))
      .to.be.revertedWithCustomError(settlement, "Blocked")
      .withArgs(merchant.address, verb.Deposit);
  });

  it("pauses entries for 72 hours and no longer", async () => {
    const { escrow, guardian, connection } = suite;
    const later = BigInt(await connection.networkHelpers.time.latest()) + 300_000n;
    const terms = await preApproved(suite, {
      preApprovalExpiry: later,
      authorizationExpiry: later,
      refundExpiry: later,
    });
    await escrow.connect(guardian).pauseEntry();
    const until = BigInt(await connection.networkHelpers.time.latest()) + BigInt(PAUSE_SECONDS);
    expect(await escrow.entryPausedUntil()).to.equal(until);
    await expectRefused(suite, terms, () => authorize(terms), [escrow, "EntryPaused", until]);
    await expectRefused(suite, terms, () => charge(terms), [escrow, "EntryPaused", until]);
    await connection.networkHelpers.time.setNextBlockTimestamp(until);
    await authorize(terms);
    expect(await escrow.statusOf(await escrow.getHash(terms))).to.equal(status.Authorized);
  });

  it("resumes entries early", async () => {
    const { escrow, guardian } = suite;
    const terms = await preApproved(suite);
    await escrow.connect(guardian).pauseEntry();
    await escrow.connect(guardian).resumeEntry();
    await authorize(terms);
    expect(await escrow.statusOf(await escrow.getHash(terms))).to.equal(status.Authorized);
  });

  it("X1 refuses to pause or to change the gate without the role", async () => {
    const { escrow, settlement, stranger, guardian, ethers } = suite;
    for (const target of [escrow, settlement]) {
      for (const call of [
        () => target.connect(stranger).pauseEntry(),
        () => target.connect(stranger).resumeEntry(),
        () => target.connect(guardian).setGate(ethers.ZeroAddress),
      ]) {
        await expect(call()).to.be.revertedWithCustomError(target, "AccessManagedUnauthorized");
      }
    }
  });
});
