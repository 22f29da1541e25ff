import { expect } from "chai";
import { id } from "ethers";
import { ALL_VERBS, type GatedSuite, installGate, moods, NEVER, verb, verdict } from "../fixtures/gate.js";
import { loadSuite } from "../fixtures/loadSuite.js";
import type { Suite } from "../fixtures/suite.js";

const REASON = id("case 7: a namesake on the list");
const OVERRIDE_SECONDS = 30 * 86_400;
const ZERO_HASH = `0x${"00".repeat(32)}`;

describe("ComplianceGate: what COMPLIANCE sets", () => {
  let suite: Suite;
  let gated: GatedSuite;
  let payer: string;
  beforeEach(async () => {
    suite = await loadSuite();
    gated = await installGate(suite);
    payer = suite.payer.address;
  });

  const control = () => gated.gate.connect(suite.admin);
  const now = () => suite.connection.networkHelpers.time.latest();
  const verdictOnPayer = async (name: keyof typeof verb) =>
    gated.gate.verdict(verb[name], payer, await suite.token.getAddress());

  describe("setFlag", () => {
    it("replaces the former flag and keeps the override", async () => {
      const until = (await now()) + 500;
      await control().setOverride(payer, until, REASON);
      await control().setFlag(payer, ALL_VERBS, 0, NEVER);
      await expect(control().setFlag(payer, 1, 2, NEVER))
        .to.emit(gated.gate, "FlagSet")
        .withArgs(payer, 1, 2, NEVER);
      expect(await gated.gate.ruleOf(payer)).to.deep.equal([1n, 2n, NEVER, BigInt(until)]);
    });

    it("ends a flag by empty masks, whatever the expiry", async () => {
      await control().setFlag(payer, ALL_VERBS, 0, NEVER);
      await expect(control().setFlag(payer, 0, 0, NEVER))
        .to.emit(gated.gate, "FlagSet")
        .withArgs(payer, 0, 0, 0);
      expect(await gated.gate.ruleOf(payer)).to.deep.equal([0n, 0n, 0n, 0n]);
      expect(await verdictOnPayer("Authorize")).to.equal(verdict.Clear);
    });

    it("refuses a flag that would not count for a second", async () => {
      const { time } = suite.connection.networkHelpers;
      const expiry = (await now()) + 100;
      await time.setNextBlockTimestamp(expiry);
      await expect(control().setFlag(payer, 1, 0, expiry))
        .to.be.revertedWithCustomError(gated.gate, "FlagExpired")
        .withArgs(expiry, expiry);
      expect(await gated.gate.ruleOf(payer)).to.deep.equal([0n, 0n, 0n, 0n]);
    });
  });

  describe("setOverride", () => {
    it("overrules oracles that list the account or fail, until its last second", async () => {
      const { time } = suite.connection.networkHelpers;
      await gated.oracle.list(payer, true);
      const until = (await now()) + OVERRIDE_SECONDS;
      await expect(control().setOverride(payer, until, REASON))
        .to.emit(gated.gate, "OverrideSet")
        .withArgs(payer, until, REASON);
      expect(await verdictOnPayer("Payout")).to.equal(verdict.Clear);
      await gated.oracle.setMood(moods.Reverts);
      await time.increaseTo(until - 1);
      expect(await verdictOnPayer("Payout")).to.equal(verdict.Clear);
      await time.increaseTo(until);
      expect(await verdictOnPayer("Payout")).to.equal(verdict.Block);
    });

    it("does not overrule a flag", async () => {
      await control().setFlag(payer, ALL_VERBS, 0, NEVER);
      await control().setOverride(payer, (await now()) + 100, REASON);
      expect(await verdictOnPayer("Payout")).to.equal(verdict.Block);
    });

    it("overrules for one account only, and ends at once by zero", async () => {
      await gated.oracle.list(payer, true);
      await gated.oracle.list(suite.merchant.address, true);
      await control().setOverride(payer, (await now()) + 100, REASON);
      const token = await suite.token.getAddress();
      expect(await gated.gate.verdict(verb.Payout, suite.merchant.address, token)).to.equal(verdict.Block);
      await control().setOverride(payer, 0, ZERO_HASH);
      expect(await verdictOnPayer("Payout")).to.equal(verdict.Block);
    });

    it("refuses one without a reason or longer than 30 days", async () => {
      const { time } = suite.connection.networkHelpers;
      const at = (await now()) + 10;
      await time.setNextBlockTimestamp(at);
      await expect(control().setOverride(payer, at + OVERRIDE_SECONDS + 1, REASON))
        .to.be.revertedWithCustomError(gated.gate, "OverrideTooLong")
        .withArgs(at + OVERRIDE_SECONDS + 1, at + OVERRIDE_SECONDS);
      await expect(control().setOverride(payer, at + 100, ZERO_HASH)).to.be.revertedWithCustomError(
        gated.gate,
        "ReasonMissing",
      );
      expect(await gated.gate.ruleOf(payer)).to.deep.equal([0n, 0n, 0n, 0n]);
    });
  });

  describe("setHold", () => {
    it("holds a reference and lets it go", async () => {
      const ref = id("invoice 17");
      await expect(control().setHold(ref, true)).to.emit(gated.gate, "HoldSet").withArgs(ref, true);
      expect(await gated.gate.isHeld(ref)).to.equal(true);
      expect(await gated.gate.isHeld(id("invoice 18"))).to.equal(false);
      await expect(control().setHold(ref, false)).to.emit(gated.gate, "HoldSet").withArgs(ref, false);
      expect(await gated.gate.isHeld(ref)).to.equal(false);
    });
  });

  describe("addOracle and removeOracle", () => {
    it("ask one more oracle and one less", async () => {
      const second = await (await suite.ethers.deployContract("SwitchOracle")).getAddress();
      const first = await gated.oracle.getAddress();
      await expect(control().addOracle(second)).to.emit(gated.gate, "OracleSet").withArgs(second, true);
      expect(await gated.gate.oracles()).to.deep.equal([first, second]);
      await expect(control().removeOracle(first)).to.emit(gated.gate, "OracleSet").withArgs(first, false);
      expect(await gated.gate.oracles()).to.deep.equal([second]);
    });

    it("refuse an oracle twice, a fifth one, and one that is not there", async () => {
      const { gate, oracle } = gated;
      const first = await oracle.getAddress();
      await expect(control().addOracle(first))
        .to.be.revertedWithCustomError(gate, "OracleAlreadyAsked")
        .withArgs(first);
      await expect(control().removeOracle(payer))
        .to.be.revertedWithCustomError(gate, "OracleNotAsked")
        .withArgs(payer);
      for (let i = 0; i < 3; i += 1) {
        await control().addOracle(await suite.ethers.deployContract("SwitchOracle"));
      }
      const fifth = await suite.ethers.deployContract("SwitchOracle");
      await expect(control().addOracle(fifth))
        .to.be.revertedWithCustomError(gate, "TooManyOracles")
        .withArgs(4);
      expect(await gate.oracles()).to.have.length(4);
    });

    for (const mood of ["Reverts", "BurnsGas", "Garbage", "Short", "RevertBomb"] as const) {
      it(`refuse a contract that ${mood} when asked`, async () => {
        const broken = await suite.ethers.deployContract("SwitchOracle");
        await broken.setMood(moods[mood]);
        await expect(control().addOracle(broken))
          .to.be.revertedWithCustomError(gated.gate, "NotAnOracle")
          .withArgs(await broken.getAddress());
      });
    }

    it("refuse an address without code", async () => {
      await expect(control().addOracle(payer))
        .to.be.revertedWithCustomError(gated.gate, "NotAnOracle")
        .withArgs(payer);
    });
  });

  it("X1 refuses everyone without the role", async () => {
    const { gate } = gated;
    const stranger = gate.connect(suite.stranger);
    for (const call of [
      () => stranger.setFlag(payer, 1, 0, NEVER),
      () => stranger.setOverride(payer, 0, REASON),
      () => stranger.setHold(REASON, true),
      () => stranger.addOracle(payer),
      () => stranger.removeOracle(gated.oracle),
    ]) {
      await expect(call()).to.be.revertedWithCustomError(gate, "AccessManagedUnauthorized");
    }
    expect(await gate.oracles()).to.have.length(1);
  });
});
