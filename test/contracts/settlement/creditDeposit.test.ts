import { expect } from "chai";
import { loadSuite } from "../fixtures/loadSuite.js";
import { AMOUNT } from "../fixtures/paymentInfo.js";
import {
  balanceKind,
  creditLine,
  draw,
  expectBooksUnchanged,
  hookMode,
  withRole,
} from "../fixtures/settlement.js";
import type { Suite } from "../fixtures/suite.js";

describe("creditDeposit", () => {
  let suite: Suite;
  let token: string;
  let account: string;
  let ref: string;
  beforeEach(async () => {
    suite = await loadSuite();
    token = await suite.token.getAddress();
    account = suite.merchant.address;
    ref = suite.ethers.id("order 7");
    await suite.settlement.connect(suite.admin).addFactory(suite.stranger.address);
  });

  const arrive = async (amount: bigint) => suite.token.mint(await suite.settlement.getAddress(), amount);
  const credit = (amount: bigint, quarantined = false) =>
    suite.settlement.connect(suite.stranger).creditDeposit(account, token, ref, amount, quarantined);
  const setFee = async (bps: number) => {
    await suite.settlement.connect(suite.admin).setTreasury(suite.manager.address);
    await suite.settlement.connect(suite.feeManager).setDepositFee(account, bps);
  };

  it("refuses who is no factory, a removed factory, zero, and money that did not arrive", async () => {
    const { settlement, operator, sentinel, stranger } = suite;
    const accounts = [account];
    const foreign = () => settlement.connect(operator).creditDeposit(account, token, ref, 1n, false);
    await expectBooksUnchanged(suite, accounts, foreign, "NotACreditor", operator.address, 0n);
    await expectBooksUnchanged(suite, accounts, () => credit(0n), "ZeroAmount");
    await expectBooksUnchanged(suite, accounts, () => credit(AMOUNT), "Insolvent", token, 0n, AMOUNT);
    await settlement.connect(sentinel).removeFactory(stranger.address);
    await arrive(AMOUNT);
    await expectBooksUnchanged(suite, accounts, () => credit(AMOUNT), "NotACreditor", stranger.address, 0n);
  });

  it("credits all of it while there is no treasury or no fee", async () => {
    const { settlement } = suite;
    await arrive(AMOUNT);
    await settlement.connect(suite.feeManager).setDepositFee(account, 1_000);
    await expect(credit(AMOUNT))
      .to.emit(settlement, "BalanceUpdated")
      .withArgs(account, token, ref, balanceKind.Sweep, AMOUNT, AMOUNT, 0n);
  });

  it("S3 splits a deposit into fee, lien, reserve and available, to the unit", async () => {
    const { settlement, manager, feeManager } = suite;
    const pool = suite.others[3]?.address ?? "";
    const line = await creditLine(suite, pool);
    await draw(suite, line, account, 90_000_000n, 1_000);
    await setFee(77);
    await settlement.connect(feeManager).setMerchant(account, 1_234, 48);
    await arrive(99_999_999n);
    await credit(99_999_999n);
    // fee 769,999.99; lien 10 % of 99,230,000; reserve 12.34 % of 89,307,000 = 11,020,483.8
    expect(await settlement.balanceOf(manager.address, token)).to.deep.equal([769_999n, 0n]);
    expect(await settlement.balanceOf(pool, token)).to.deep.equal([9_923_000n, 0n]);
    expect(await settlement.balanceOf(account, token)).to.deep.equal([
      90_000_000n + 78_286_517n,
      11_020_483n,
    ]);
    expect(769_999n + 9_923_000n + 78_286_517n + 11_020_483n).to.equal(99_999_999n);
  });

  it("S8 waits under an id of its own when the credit line fails, so that no deposit passes for a payment", async () => {
    const { settlement, ethers } = suite;
    const line = await creditLine(suite, suite.others[3]?.address ?? "");
    await draw(suite, line, account, AMOUNT, 1_000);
    await line.setMode(hookMode.Revert);
    await arrive(2n * AMOUNT);
    await credit(AMOUNT);
    await credit(AMOUNT);
    const coder = ethers.AbiCoder.defaultAbiCoder();
    const id = ethers.keccak256(coder.encode(["address", "address", "bytes32"], [account, token, ref]));
    expect(await settlement.pendingLien(id)).to.deep.equal([account, token, 2n * AMOUNT]);
    expect(await settlement.balanceOf(account, token)).to.deep.equal([AMOUNT, 2n * AMOUNT]);
  });

  it("K1 keeps a quarantined deposit whole, without fee, until COMPLIANCE releases it", async () => {
    const { settlement, ethers } = suite;
    const compliance = await withRole(suite, "COMPLIANCE");
    await setFee(1_000);
    await arrive(AMOUNT);
    await expect(credit(AMOUNT, true))
      .to.emit(settlement, "Quarantined")
      .withArgs(account, token, AMOUNT, AMOUNT, ref);
    expect(await settlement.balanceOf(account, token)).to.deep.equal([0n, AMOUNT]);
    await settlement.connect(compliance).release(account, token, AMOUNT, ethers.ZeroHash);
    expect(await settlement.balanceOf(account, token)).to.deep.equal([AMOUNT, 0n]);
  });

  it("X1 refuses factories, fees and treasuries from others, fees above a tenth, and two kinds of creditor", async () => {
    const { settlement, merchant, admin, feeManager, stranger, escrow } = suite;
    const as = settlement.connect(merchant);
    const unauthorized = [
      () => as.addFactory(account),
      () => as.removeFactory(stranger.address),
      () => as.setDepositFee(account, 0),
      () => as.setTreasury(account),
    ];
    for (const call of unauthorized) {
      await expectBooksUnchanged(suite, [account], call, "AccessManagedUnauthorized");
    }
    const tooHigh = () => settlement.connect(feeManager).setDepositFee(account, 1_001);
    await expectBooksUnchanged(suite, [account], tooHigh, "DepositFeeTooHigh", 1_001n, 1_000n);
    const twice = () => settlement.connect(admin).addCreditLine(stranger.address);
    await expectBooksUnchanged(suite, [account], twice, "AlreadyACreditor", stranger.address, 3n);
    const asFactory = async () => settlement.connect(admin).addFactory(await escrow.getAddress());
    await expectBooksUnchanged(suite, [account], asFactory, "AlreadyACreditor");
    await expect(settlement.pull(stranger.address, token)).to.be.revertedWithCustomError(
      settlement,
      "NotAnEscrow",
    );
  });
});
