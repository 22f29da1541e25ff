import { expect } from "chai";
import { captured } from "../fixtures/collect.js";
import { denyListToken, refusals } from "../fixtures/denyList.js";
import { loadSuite } from "../fixtures/loadSuite.js";
import { AMOUNT } from "../fixtures/paymentInfo.js";
import { expectRefused } from "../fixtures/refusal.js";
import { kind } from "../fixtures/status.js";
import { OUTFLOW_CAPACITY, START_BALANCE, type Suite } from "../fixtures/suite.js";

describe("withdraw", () => {
  let suite: Suite;
  beforeEach(async () => {
    suite = await loadSuite();
  });

  it("pays captured money to an address of the merchant's choice, with nobody's help", async () => {
    const { settlement, escrow, token, merchant, ethers } = suite;
    const terms = await captured(suite);
    const to = suite.others[0]?.address ?? "";
    const tx = await settlement.connect(merchant).withdraw(terms.token, 40_000_000n, to);
    await expect(tx)
      .to.emit(settlement, "BalanceUpdated")
      .withArgs(
        merchant.address,
        terms.token,
        ethers.ZeroHash,
        kind.Withdrawal,
        -40_000_000n,
        60_000_000n,
        0n,
      );
    expect(await token.balanceOf(to)).to.equal(40_000_000n);
    expect(await escrow.totals(terms.token)).to.deep.equal([0n, 0n]);
    expect(await settlement.totalLiabilities(terms.token)).to.equal(60_000_000n);
  });

  it("S7 is not bounded by the outflow limit, nor stopped by a pause or a broken gate", async () => {
    const { settlement, merchant, admin, guardian, sentinel, token, ethers } = suite;
    const address = await token.getAddress();
    const all = OUTFLOW_CAPACITY + 1n;
    await settlement.connect(merchant).deposit(merchant.address, address, all);
    await settlement.connect(sentinel).lowerOutflowLimit(address, 0, 1_000);
    await settlement.connect(guardian).pauseEntry();
    const gate = await ethers.deployContract("SwitchGate");
    await gate.breakFor(merchant.address);
    await settlement.connect(admin).setGate(await gate.getAddress());
    await settlement.connect(merchant).withdraw(address, all, merchant.address);
    expect(await token.balanceOf(merchant.address)).to.equal(START_BALANCE);
  });

  it("leaves what is owed in the escrow when Settlement holds enough", async () => {
    const { settlement, escrow, merchant, stranger } = suite;
    const terms = await captured(suite);
    await settlement.connect(stranger).deposit(stranger.address, terms.token, AMOUNT);
    await settlement.connect(merchant).withdraw(terms.token, AMOUNT, merchant.address);
    expect(await escrow.totals(terms.token)).to.deep.equal([0n, AMOUNT]);
  });

  it("S9 refuses more than the caller has available, whatever others have", async () => {
    const { settlement, stranger } = suite;
    const terms = await captured(suite);
    await expectRefused(
      suite,
      terms,
      () => settlement.connect(stranger).withdraw(terms.token, 1n, stranger.address),
      [settlement, "InsufficientBalance", stranger.address, terms.token, 0n, 1n],
    );
  });

  it("zero amount: refuses it, the zero address and Settlement itself", async () => {
    const { settlement, merchant, ethers } = suite;
    const terms = await captured(suite);
    const withdraw = (amount: bigint, to: string) => () =>
      settlement.connect(merchant).withdraw(terms.token, amount, to);
    await expectRefused(suite, terms, withdraw(0n, merchant.address), [settlement, "ZeroAmount"]);
    for (const to of [ethers.ZeroAddress, await settlement.getAddress()]) {
      await expectRefused(suite, terms, withdraw(1n, to), [settlement, "InvalidRecipient", to]);
    }
  });

  it("keeps the balance when the token refuses the recipient", async () => {
    const { settlement, merchant } = suite;
    const token = await denyListToken(suite);
    const terms = await captured(suite, { token: await token.getAddress() });
    await token.deny(merchant.address, refusals.ReturnBomb);
    await expectRefused(
      suite,
      terms,
      () => settlement.connect(merchant).withdraw(terms.token, AMOUNT, merchant.address),
      [settlement, "TransferFailed", terms.token, merchant.address],
    );
  });

  it("S1 refuses while liabilities exceed what is held and owed", async () => {
    const { settlement, escrow, merchant, sentinel } = suite;
    const terms = await captured(suite);
    await settlement.connect(merchant).deposit(merchant.address, terms.token, 10n);
    await settlement.connect(sentinel).removeEscrow(await escrow.getAddress());
    const withdraw = () => settlement.connect(merchant).withdraw(terms.token, 1n, merchant.address);
    await expectRefused(suite, terms, withdraw, [settlement, "Insolvent", terms.token, 9n, AMOUNT + 9n]);
    await settlement.pull(await escrow.getAddress(), terms.token);
    await withdraw();
    expect(await settlement.totalLiabilities(terms.token)).to.equal(AMOUNT + 9n);
  });
});
