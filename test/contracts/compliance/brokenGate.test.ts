import { expect } from "chai";
import { authorized, captured, PRE_APPROVAL, preApproved } from "../fixtures/collect.js";
import { ALL_VERBS, type GatedSuite, installGate, moods, NEVER, verb } from "../fixtures/gate.js";
import { loadSuite } from "../fixtures/loadSuite.js";
import { AMOUNT } from "../fixtures/paymentInfo.js";
import { expectRefused } from "../fixtures/refusal.js";
import { START_BALANCE, type Suite } from "../fixtures/suite.js";

const hostile = ["Reverts", "BurnsGas", "Garbage", "ReturnBomb", "RevertBomb"] as const;

/** What entries, payouts and exits do while the gate blocks everyone, whatever the reason. */
describe("escrow and Settlement behind a gate", () => {
  let suite: Suite;
  let gated: GatedSuite;
  let collector: string;
  let token: string;
  beforeEach(async () => {
    suite = await loadSuite();
    gated = await installGate(suite);
    collector = await suite.collector.getAddress();
    token = await suite.token.getAddress();
  });

  for (const mood of hostile) {
    it(`K2 lets nothing in or out by payout while an oracle ${mood}`, async () => {
      const { escrow, settlement, operator, merchant, settler, payer, ethers } = suite;
      await settlement.connect(merchant).deposit(merchant.address, token, AMOUNT);
      const terms = await preApproved(suite);
      await gated.oracle.setMood(moods[mood]);
      const by = escrow.connect(operator);
      const authorize = () => by.authorize(terms, AMOUNT, collector, PRE_APPROVAL);
      const charge = () => by.charge(terms, AMOUNT, collector, PRE_APPROVAL, 0, ethers.ZeroAddress);
      const deposit = () => settlement.connect(merchant).deposit(merchant.address, token, 1n);
      await expectRefused(suite, terms, authorize, [escrow, "Blocked", payer.address, verb.Authorize]);
      await expectRefused(suite, terms, charge, [escrow, "Blocked", payer.address, verb.Charge]);
      await expectRefused(suite, terms, deposit, [settlement, "Blocked", merchant.address, verb.Deposit]);

      const item = { account: merchant.address, token, to: merchant.address, amount: 1n };
      const reason = settlement.interface.encodeErrorResult("Blocked", [merchant.address, verb.Payout]);
      const batch = ethers.id(mood);
      await expect(settlement.connect(settler).payoutBatch(batch, [item]))
        .to.emit(settlement, "PayoutFailed")
        .withArgs(batch, merchant.address, token, merchant.address, 1n, reason.slice(0, 2 + 128));
      expect(await settlement.balanceOf(merchant.address, token)).to.deep.equal([AMOUNT, 0n]);
    });

    it(`K2 lets every exit through while an oracle ${mood}`, async () => {
      const { escrow, settlement, operator, merchant, payer, token: dollar, ethers, connection } = suite;
      const toVoid = await authorized(suite);
      const toReclaim = await authorized(suite);
      const toRefund = await captured(suite);
      await captured(suite);
      await gated.oracle.setMood(moods[mood]);
      for (const account of [payer, merchant]) {
        await gated.gate.connect(suite.admin).setFlag(account.address, ALL_VERBS, ALL_VERBS, NEVER);
      }
      await escrow.connect(operator).void(toVoid);
      await escrow.connect(operator).refund(toRefund, AMOUNT, ethers.ZeroAddress, "0x");
      await settlement.connect(merchant).withdraw(token, AMOUNT, merchant.address);
      await connection.networkHelpers.time.increaseTo(toReclaim.authorizationExpiry);
      await escrow.connect(payer).reclaim(toReclaim);
      expect(await dollar.balanceOf(payer.address)).to.equal(START_BALANCE - AMOUNT);
      expect(await dollar.balanceOf(merchant.address)).to.equal(START_BALANCE + AMOUNT);
      expect(await escrow.totals(token)).to.deep.equal([0n, 0n]);
    });
  }

  it("K2 captures what was held before the gate blocked", async () => {
    const { escrow, settlement, operator, merchant, ethers } = suite;
    const terms = await authorized(suite);
    await gated.oracle.setMood(moods.BurnsGas);
    await escrow.connect(operator).capture(terms, AMOUNT, 0, ethers.ZeroAddress);
    expect(await settlement.balanceOf(merchant.address, token)).to.deep.equal([AMOUNT, 0n]);
  });

  it("K2 blocks when the gate itself burns all its gas, for less than 300,000", async () => {
    const { escrow, admin, operator, payer, ethers } = suite;
    const terms = await preApproved(suite);
    const burner = await ethers.deployContract("BurningGate");
    await escrow.connect(admin).setGate(burner);
    const authorize = () =>
      escrow.connect(operator).authorize(terms, AMOUNT, collector, PRE_APPROVAL, { gasLimit: 350_000 });
    await expectRefused(suite, terms, authorize, [escrow, "Blocked", payer.address, verb.Authorize]);
  });

  it("K2 blocks when the gate answers with no verdict or has no code", async () => {
    const { escrow, admin, operator, payer, stranger } = suite;
    const terms = await preApproved(suite);
    const authorize = () => escrow.connect(operator).authorize(terms, AMOUNT, collector, PRE_APPROVAL);
    // A collector knows no verdict; an account answers with nothing.
    for (const wrong of [collector, stranger.address]) {
      await escrow.connect(admin).setGate(wrong);
      await expectRefused(suite, terms, authorize, [escrow, "Blocked", payer.address, verb.Authorize]);
    }
  });
});
