import { expect } from "chai";
import {
  ALL_VERBS,
  bit,
  type GatedSuite,
  installGate,
  moods,
  NEVER,
  verb,
  verdict,
} from "../fixtures/gate.js";
import { loadSuite } from "../fixtures/loadSuite.js";
import type { Suite } from "../fixtures/suite.js";

const GATE_GAS = 250_000;

describe("verdict", () => {
  let suite: Suite;
  let gated: GatedSuite;
  let payer: string;
  let token: string;
  beforeEach(async () => {
    suite = await loadSuite();
    gated = await installGate(suite);
    payer = suite.payer.address;
    token = await suite.token.getAddress();
  });

  const verdictOn = (verbId: number, account = payer) => gated.gate.verdict(verbId, account, token);

  it("clears accounts that no oracle lists, for every verb", async () => {
    for (const verbId of Object.values(verb)) expect(await verdictOn(verbId)).to.equal(verdict.Clear);
  });

  it("blocks accounts that an oracle lists, for every verb, and nobody else", async () => {
    await gated.oracle.list(payer, true);
    for (const verbId of Object.values(verb)) expect(await verdictOn(verbId)).to.equal(verdict.Block);
    expect(await verdictOn(verb.Authorize, suite.merchant.address)).to.equal(verdict.Clear);
  });

  it("blocks accounts that the second of two oracles lists", async () => {
    const second = await suite.ethers.deployContract("SwitchOracle");
    await gated.gate.connect(suite.admin).addOracle(second);
    await second.list(payer, true);
    expect(await verdictOn(verb.Payout)).to.equal(verdict.Block);
  });

  it("asks nobody without oracles", async () => {
    await gated.oracle.list(payer, true);
    await gated.gate.connect(suite.admin).removeOracle(gated.oracle);
    expect(await verdictOn(verb.Authorize)).to.equal(verdict.Clear);
  });

  for (const mood of ["Reverts", "BurnsGas", "Garbage", "Short", "ReturnBomb", "RevertBomb"] as const) {
    it(`K2 blocks everyone while an oracle ${mood}, within the gas of a gate`, async () => {
      await gated.oracle.setMood(moods[mood]);
      for (const verbId of Object.values(verb)) {
        const answer = await gated.gate.verdict(verbId, payer, token, { gasLimit: GATE_GAS + 22_000 });
        expect(answer).to.equal(verdict.Block);
      }
    });
  }

  it("K2 answers within the gas of a gate when the last of four oracles burns all it gets", async () => {
    const { gate } = gated;
    for (let i = 0; i < 3; i += 1) {
      const oracle = await suite.ethers.deployContract("SwitchOracle");
      await gate.connect(suite.admin).addOracle(oracle);
      if (i === 2) await oracle.setMood(moods.BurnsGas);
    }
    expect(await gate.verdict(verb.Draw, payer, token, { gasLimit: GATE_GAS })).to.equal(verdict.Block);
  });

  it("takes a false that is longer than it must be", async () => {
    await gated.oracle.setMood(moods.LongFalse);
    expect(await verdictOn(verb.Authorize)).to.equal(verdict.Clear);
  });

  it("blocks everyone while an oracle has no code", async () => {
    await suite.connection.networkHelpers.setCode(await gated.oracle.getAddress(), "0x");
    expect(await verdictOn(verb.Authorize)).to.equal(verdict.Block);
  });

  it("blocks and quarantines exactly the verbs of the flag, whatever the token", async () => {
    const { gate } = gated;
    await gate.connect(suite.admin).setFlag(payer, bit("Payout") | bit("Draw"), bit("Sweep"), NEVER);
    const expected = { Payout: verdict.Block, Draw: verdict.Block, Sweep: verdict.Quarantine } as const;
    for (const [name, verbId] of Object.entries(verb)) {
      const answer = name in expected ? expected[name as keyof typeof expected] : verdict.Clear;
      expect(await verdictOn(verbId), name).to.equal(answer);
      expect(await gate.verdict(verbId, payer, suite.ethers.ZeroAddress), name).to.equal(answer);
    }
  });

  it("blocks a verb that is in both masks", async () => {
    await gated.gate.connect(suite.admin).setFlag(payer, bit("Sweep"), ALL_VERBS, NEVER);
    expect(await verdictOn(verb.Sweep)).to.equal(verdict.Block);
    expect(await verdictOn(verb.Deposit)).to.equal(verdict.Quarantine);
  });

  it("blocks a quarantined account that an oracle lists", async () => {
    await gated.gate.connect(suite.admin).setFlag(payer, 0, ALL_VERBS, NEVER);
    await gated.oracle.list(payer, true);
    expect(await verdictOn(verb.Sweep)).to.equal(verdict.Block);
  });

  it("ends a flag at the second it expires", async () => {
    const { time } = suite.connection.networkHelpers;
    const expiry = (await time.latest()) + 1_000;
    await gated.gate.connect(suite.admin).setFlag(payer, ALL_VERBS, 0, expiry);
    await time.increaseTo(expiry - 1);
    expect(await verdictOn(verb.Authorize)).to.equal(verdict.Block);
    await time.increaseTo(expiry);
    expect(await verdictOn(verb.Authorize)).to.equal(verdict.Clear);
  });
});
