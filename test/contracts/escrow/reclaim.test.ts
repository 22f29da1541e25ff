import { expect } from "chai";
import { authorized, captured } from "../fixtures/collect.js";
import { denyListPayment } from "../fixtures/denyList.js";
import { loadSuite } from "../fixtures/loadSuite.js";
import { AMOUNT } from "../fixtures/paymentInfo.js";
import { expectRefused } from "../fixtures/refusal.js";
import { status } from "../fixtures/status.js";
import { START_BALANCE, type Suite } from "../fixtures/suite.js";

describe("reclaim", () => {
  let suite: Suite;
  beforeEach(async () => {
    suite = await loadSuite();
  });
  const goTo = (second: bigint) => suite.connection.networkHelpers.time.setNextBlockTimestamp(second);

  it("returns the rest of the hold in the second the authorization expires", async () => {
    const { escrow, token, payer, operator, ethers } = suite;
    const terms = await authorized(suite);
    const id = await escrow.getHash(terms);
    await escrow.connect(operator).capture(terms, 10_000_000n, 0, ethers.ZeroAddress);
    await goTo(terms.authorizationExpiry);
    const tx = await escrow.connect(payer).reclaim(terms);
    await expect(tx).to.emit(escrow, "PaymentReclaimed").withArgs(id, 90_000_000n);
    await expect(tx).to.emit(escrow, "PaymentStateUpdated").withArgs(id, 0n, 10_000_000n, status.Reclaimed);
    expect(await token.balanceOf(payer.address)).to.equal(START_BALANCE - 10_000_000n);
    expect(await escrow.totals(terms.token)).to.deep.equal([0n, 10_000_000n]);
  });

  it("E6 pays the payer whoever calls", async () => {
    const { escrow, token, payer, stranger } = suite;
    const terms = await authorized(suite);
    await goTo(terms.authorizationExpiry);
    await escrow.connect(stranger).reclaim(terms);
    expect(await token.balanceOf(payer.address)).to.equal(START_BALANCE);
    expect(await token.balanceOf(stranger.address)).to.equal(START_BALANCE);
  });

  it("E9 records a claim when the token refuses the payer", async () => {
    const { escrow, payer } = suite;
    const { terms } = await denyListPayment(suite, "Revert");
    await goTo(terms.authorizationExpiry);
    await escrow.connect(payer).reclaim(terms);
    expect(await escrow.claimable(payer.address, terms.token)).to.equal(AMOUNT);
    expect(await escrow.statusOf(await escrow.getHash(terms))).to.equal(status.Reclaimed);
  });

  it("E9 needs neither gate, entries nor settlement", async () => {
    const { escrow, settlement, admin, guardian, sentinel, payer, token, ethers } = suite;
    const terms = await authorized(suite);
    const gate = await ethers.deployContract("SwitchGate");
    await gate.breakFor(payer.address);
    await escrow.connect(admin).setGate(await gate.getAddress());
    await escrow.connect(guardian).pauseEntry();
    await settlement.connect(sentinel).removeEscrow(await escrow.getAddress());
    await suite.connection.networkHelpers.time.increaseTo(terms.authorizationExpiry);
    await escrow.connect(payer).reclaim(terms);
    expect(await token.balanceOf(payer.address)).to.equal(START_BALANCE);
  });

  it("E5 refuses one second before the authorization expires", async () => {
    const terms = await authorized(suite);
    const expiry = terms.authorizationExpiry;
    const early = expiry - 1n;
    await goTo(early);
    const { escrow, payer } = suite;
    await expectRefused(suite, terms, () => escrow.connect(payer).reclaim(terms), [
      escrow,
      "BeforeAuthorizationExpiry",
      early,
      expiry,
    ]);
  });

  it("refuses when nothing is held", async () => {
    const { escrow, payer } = suite;
    const terms = await captured(suite);
    await suite.connection.networkHelpers.time.increaseTo(terms.authorizationExpiry);
    const id = await escrow.getHash(terms);
    await expectRefused(suite, terms, () => escrow.connect(payer).reclaim(terms), [
      escrow,
      "ZeroAuthorization",
      id,
    ]);
  });
});
