import { expect } from "chai";
import hre from "hardhat";
import { explainTransaction } from "../../../scripts/bench/explainTransaction.js";
import { gasBreakdown } from "../../../scripts/bench/gasBreakdown.js";
import { authorized } from "../fixtures/collect.js";
import { AMOUNT } from "../fixtures/paymentInfo.js";
import { deploySuite } from "../fixtures/suite.js";

describe("breakdown of gas", () => {
  it("takes what a call hands on out of the call, and adds up", () => {
    const steps = [
      { op: "PUSH1", depth: 1, gas: 1_000, gasCost: 3 },
      { op: "CALL", depth: 1, gas: 997, gasCost: 900 },
      { op: "SLOAD", depth: 2, gas: 800, gasCost: 100 },
      { op: "STOP", depth: 2, gas: 700, gasCost: 0 },
      { op: "LOG1", depth: 1, gas: 797, gasCost: 375 },
      { op: "STOP", depth: 1, gas: 422, gasCost: 0 },
    ];
    // 997 - 797 = 200 for the call, of which 100 were the callee's.
    expect(gasBreakdown(steps, 21_000, 21_500)).to.deep.equal({
      base: 21_000,
      writes: 0,
      reads: 100,
      calls: 100,
      events: 375,
      code: 3,
      refund: -78,
    });
  });

  it("adds up to what a capture used", async () => {
    const connection = await hre.network.create();
    const suite = await deploySuite(connection);
    const terms = await authorized(suite);
    const sent = await suite.escrow
      .connect(suite.operator)
      .capture(terms, AMOUNT, 0, suite.ethers.ZeroAddress);
    const used = (await sent.wait())?.gasUsed;
    const parts = await explainTransaction(connection, sent.hash);
    expect(BigInt(Object.values(parts).reduce((sum, gas) => sum + gas, 0))).to.equal(used);
    // Four words of state: payment, totals, balance, liabilities; each read cold before, some written anew.
    expect(parts.writes).to.be.greaterThan(4 * 2_900);
    expect(parts.refund).to.equal(0);
    await connection.close();
  });
});
