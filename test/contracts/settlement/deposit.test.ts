import { expect } from "chai";
import { loadSuite } from "../fixtures/loadSuite.js";
import { AMOUNT } from "../fixtures/paymentInfo.js";
import { kind } from "../fixtures/status.js";
import { START_BALANCE, type Suite } from "../fixtures/suite.js";

describe("deposit", () => {
  let suite: Suite;
  beforeEach(async () => {
    suite = await loadSuite();
  });

  it("adds the caller's money to any account", async () => {
    const { settlement, token, merchant, stranger, ethers } = suite;
    const address = await token.getAddress();
    await expect(settlement.connect(stranger).deposit(merchant.address, address, AMOUNT))
      .to.emit(settlement, "BalanceUpdated")
      .withArgs(merchant.address, address, ethers.ZeroHash, kind.Deposit, AMOUNT, AMOUNT, 0n);
    expect(await token.balanceOf(stranger.address)).to.equal(START_BALANCE - AMOUNT);
    expect(await settlement.totalLiabilities(address)).to.equal(AMOUNT);
  });

  it("zero amount: refuses it", async () => {
    const { settlement, token, merchant } = suite;
    const address = await token.getAddress();
    await expect(
      settlement.connect(merchant).deposit(merchant.address, address, 0n),
    ).to.be.revertedWithCustomError(settlement, "ZeroAmount");
    expect(await settlement.totalLiabilities(address)).to.equal(0n);
  });

  it("pull from a third party's allowance: nobody deposits money of the account it names", async () => {
    const { settlement, token, merchant, stranger } = suite;
    const address = await token.getAddress();
    await token.connect(merchant).approve(settlement, START_BALANCE);
    await token.connect(stranger).approve(settlement, 0n);
    await expect(settlement.connect(stranger).deposit(merchant.address, address, AMOUNT))
      .to.be.revertedWithCustomError(token, "ERC20InsufficientAllowance")
      .withArgs(await settlement.getAddress(), 0n, AMOUNT);
    expect(await token.balanceOf(merchant.address)).to.equal(START_BALANCE);
    expect(await token.allowance(merchant.address, settlement)).to.equal(START_BALANCE);
    expect(await settlement.totalLiabilities(address)).to.equal(0n);
  });

  it("refuses a token that takes a fee on transfer", async () => {
    const { settlement, merchant, ethers } = suite;
    const token = await ethers.deployContract("FeeOnTransferToken");
    const address = await token.getAddress();
    await token.mint(merchant.address, AMOUNT);
    await token.connect(merchant).approve(await settlement.getAddress(), AMOUNT);
    await expect(settlement.connect(merchant).deposit(merchant.address, address, AMOUNT))
      .to.be.revertedWithCustomError(settlement, "InexactTransfer")
      .withArgs(address, AMOUNT, 99_000_000n);
    expect(await settlement.totalLiabilities(address)).to.equal(0n);
    expect(await settlement.balanceOf(merchant.address, address)).to.deep.equal([0n, 0n]);
  });

  it("refuses during a pause", async () => {
    const { settlement, token, merchant, guardian } = suite;
    await settlement.connect(guardian).pauseEntry();
    await expect(
      settlement.connect(merchant).deposit(merchant.address, await token.getAddress(), 1n),
    ).to.be.revertedWithCustomError(settlement, "EntryPaused");
  });
});
