import { expect } from "chai";
import { authorized, PRE_APPROVAL, preApproved } from "../fixtures/collect.js";
import { loadSuite } from "../fixtures/loadSuite.js";
import { AMOUNT, type Terms, termsOf } from "../fixtures/paymentInfo.js";
import { expectRefused } from "../fixtures/refusal.js";
import { START_BALANCE, type Suite } from "../fixtures/suite.js";

describe("tokens", () => {
  let suite: Suite;
  beforeEach(async () => {
    suite = await loadSuite();
  });

  const authorizeBy = (terms: Terms, collector: string, data: string) =>
    suite.escrow.connect(suite.operator).authorize(terms, terms.maxAmount, collector, data);

  for (const [name, args] of [
    ["PlainToken", [0]],
    ["PlainToken", [2]],
    ["PlainToken", [18]],
    ["PlainToken", [30]],
    ["NoReturnToken", []],
  ] as const) {
    it(`pays in, captures and voids ${name}(${args.join()})`, async () => {
      const { ethers, payer, collector, escrow, operator } = suite;
      const deployed = await ethers.deployContract(name as string, [...args]);
      const token = await ethers.getContractAt("PlainToken", await deployed.getAddress());
      await token.mint(payer.address, AMOUNT);
      await token.connect(payer).approve(await collector.getAddress(), AMOUNT);
      const terms = await authorized(suite, { token: await token.getAddress() });
      await escrow.connect(operator).capture(terms, 1n, 0, ethers.ZeroAddress);
      await escrow.connect(operator).void(terms);
      expect(await token.balanceOf(payer.address)).to.equal(AMOUNT - 1n);
      expect(await escrow.totals(terms.token)).to.deep.equal([0n, 1n]);
    });
  }

  it("refuses a token that takes a fee on transfer", async () => {
    const { ethers, payer, collector, escrow } = suite;
    const token = await ethers.deployContract("FeeOnTransferToken");
    await token.mint(payer.address, AMOUNT);
    await token.connect(payer).approve(await collector.getAddress(), AMOUNT);
    const terms = await preApproved(suite, { token: await token.getAddress() });
    const call = async () => authorizeBy(terms, await collector.getAddress(), PRE_APPROVAL);
    const error = [escrow, "InexactTransfer", terms.token, AMOUNT, 99_000_000n] as const;
    await expectRefused(suite, terms, call, [...error]);
  });

  it("refuses a collector that delivers less or more", async () => {
    const { ethers, admin, escrow, token } = suite;
    const rogue = await ethers.deployContract("RogueCollector", [0]);
    const address = await rogue.getAddress();
    await escrow.connect(admin).addCollector(address);
    await token.mint(address, START_BALANCE);
    for (const delivered of [0n, AMOUNT - 1n, AMOUNT + 1n]) {
      await rogue.deliver(delivered);
      const terms = await termsOf(suite);
      const error = [escrow, "InexactTransfer", terms.token, AMOUNT, delivered] as const;
      await expectRefused(suite, terms, () => authorizeBy(terms, address, "0x"), [...error]);
    }
  });
});
