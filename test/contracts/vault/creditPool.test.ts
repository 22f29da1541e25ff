import { expect } from "chai";
import { loadSuite } from "../fixtures/loadSuite.js";
import { CASH, creditPool, type PoolFixture, SHARES } from "../fixtures/vault.js";

/** Values of CreditLineStatus in contracts/types/Vault.sol. */
const status = { None: 0n, Active: 1n, Retired: 2n, Removed: 3n } as const;

describe("credit pool", () => {
  let fixture: PoolFixture;
  beforeEach(async () => {
    fixture = await creditPool(await loadSuite());
    const { vault, lender } = fixture;
    await vault.connect(lender).deposit(CASH, lender.address);
  });

  it("funds draws of the credit line only, and counts principal and origination fee", async () => {
    const { vault, token, line, lender, suite } = fixture;
    await expect(vault.connect(lender).fundDraw(1n, lender.address))
      .to.be.revertedWithCustomError(vault, "NotACreditLine")
      .withArgs(lender.address, status.None);
    await expect(line.draw(0n, 0n, lender.address)).to.be.revertedWithCustomError(vault, "ZeroAmount");
    await expect(line.draw(CASH + 1n, CASH + 1n, lender.address))
      .to.be.revertedWithCustomError(vault, "InsufficientLiquidity")
      .withArgs(CASH, CASH + 1n);
    await expect(line.draw(990n, 1_000n, suite.stranger.address))
      .to.emit(vault, "DrawFunded")
      .withArgs(await line.getAddress(), suite.stranger.address, 990n, CASH - 990n);
    expect(await vault.totalAssets()).to.equal(CASH + 10n);
    expect(await token.balanceOf(await vault.getAddress())).to.equal(CASH - 990n);
  });

  it("takes returns that arrived, and no others", async () => {
    const { vault, token, line, lender, suite } = fixture;
    await line.draw(1_000n, 1_000n, suite.merchant.address);
    await expect(vault.connect(lender).returnFunds(1n, 0n, 0n, true))
      .to.be.revertedWithCustomError(vault, "NotACreditLine")
      .withArgs(lender.address, status.None);
    await expect(line.pretendToRepay(1n))
      .to.be.revertedWithCustomError(vault, "NotReturned")
      .withArgs(0n, 1n);
    await line.grow(60n);
    await token.connect(lender).approve(await line.getAddress(), 460n);
    await expect(line.connect(lender).repay(400n, 60n))
      .to.emit(vault, "FundsReturned")
      .withArgs(await line.getAddress(), 400n, 60n, 0n, false, CASH - 540n);
    expect(await vault.totalAssets()).to.equal(CASH + 60n);
  });

  it("collects exactly what borrowers paid from sales; more in the account is a donation", async () => {
    const { vault, token, line, lender, suite } = fixture;
    const { settlement } = suite;
    const [pool, asset] = [await vault.getAddress(), await token.getAddress()];
    await line.draw(1_000n, 1_000n, suite.merchant.address);
    await token.connect(lender).approve(await settlement.getAddress(), 1_000n);
    await settlement.connect(lender).deposit(pool, asset, 307n);
    await line.repayFromSales(300n);
    expect(await vault.totalAssets()).to.equal(CASH);
    expect((await vault.vaultState()).idle).to.equal(CASH - 1_000n);
    await expect(vault.connect(suite.stranger).collect())
      .to.emit(vault, "Collected")
      .withArgs(await line.getAddress(), 300n, CASH - 700n);
    expect(await vault.totalAssets()).to.equal(CASH);
    expect((await settlement.balanceOf(pool, asset)).available).to.equal(7n);
    expect(await vault.collect.staticCall()).to.equal(0n);
  });

  it("V3: never counts a donation; the treasury may have it", async () => {
    const { vault, token, treasury } = fixture;
    await token.mint(await vault.getAddress(), 900n);
    await vault.accrue();
    expect(await vault.totalAssets()).to.equal(CASH);
    expect(await vault.previewDeposit(1n)).to.equal(SHARES);
    await expect(vault.takeSurplus()).to.emit(vault, "SurplusTaken").withArgs(treasury.address, 900n);
    expect(await token.balanceOf(treasury.address)).to.equal(900n);
    expect((await vault.vaultState()).idle).to.equal(CASH);
  });

  it("takes the fee of interest as it accrues, after losses were made up for", async () => {
    const { vault, line, lender, treasury, suite } = fixture;
    await vault.connect(suite.admin).setPerformanceFee(1_000n);
    await line.draw(4_000n, 4_000n, suite.merchant.address);
    await line.lose(1_000n);
    await vault.accrue();
    expect(await vault.vaultAside()).to.deep.equal([0n, 1_000n]);
    await line.grow(600n);
    await vault.accrue();
    expect(await vault.vaultAside()).to.deep.equal([0n, 400n]);
    expect(await vault.balanceOf(treasury.address)).to.equal(0n);
    await line.grow(1_400n);
    const promised = await vault.previewRedeem(await vault.balanceOf(lender.address));
    await vault.accrue();
    // A tenth of the 1,000 above what was lost.
    expect(await vault.convertToAssets(await vault.balanceOf(treasury.address))).to.be.closeTo(100n, 1n);
    expect(promised).to.be.closeTo(CASH + 900n, 1n);
  });

  it("has one credit line at a time; a retired one is counted and returns, but draws no more", async () => {
    const { vault, token, line, lender, suite } = fixture;
    const admin = vault.connect(suite.admin);
    const old = await line.getAddress();
    const next = await suite.ethers.deployContract("TestCreditLine", [await vault.getAddress()]);
    await expect(admin.setCreditLine(await next.getAddress()))
      .to.be.revertedWithCustomError(vault, "CreditLineAlreadySet")
      .withArgs(old);
    await line.draw(1_000n, 1_000n, suite.merchant.address);
    await expect(admin.retireCreditLine()).to.emit(vault, "CreditLineSet").withArgs(old, status.Retired);
    await expect(line.draw(1n, 1n, suite.merchant.address))
      .to.be.revertedWithCustomError(vault, "NotACreditLine")
      .withArgs(old, status.Retired);
    await admin.setCreditLine(await next.getAddress());
    await next.draw(500n, 500n, suite.merchant.address);
    expect(await vault.totalAssets()).to.equal(CASH);
    expect(await vault.creditLines()).to.deep.equal([old, await next.getAddress()]);
    await expect(admin.removeCreditLine(old))
      .to.be.revertedWithCustomError(vault, "CreditLineNotEmpty")
      .withArgs(old, 1_000n);
    await token.connect(lender).approve(old, 1_000n);
    await line.connect(lender).repay(900n, 0n);
    await line.lose(100n);
    await admin.removeCreditLine(old);
    // A recovery of what was lost comes back all the same.
    await line.grow(40n);
    await line.connect(lender).repay(40n, 0n);
    expect(await vault.totalAssets()).to.equal(CASH - 60n);
    expect(await vault.creditLineStatus(old)).to.equal(status.Removed);
  });

  it("X1 refuses accounts without the roles", async () => {
    const { vault, suite, line } = fixture;
    const stranger = vault.connect(suite.stranger);
    const at = await line.getAddress();
    for (const call of [
      () => stranger.setCreditLine(at),
      () => stranger.retireCreditLine(),
      () => stranger.removeCreditLine(at),
    ]) {
      await expect(call()).to.be.revertedWithCustomError(vault, "AccessManagedUnauthorized");
    }
    expect(await vault.creditLineStatus(at)).to.equal(status.Active);
  });

  it("does not lend what no share owns", async () => {
    const { vault, line, lender, suite } = fixture;
    await line.draw(1_000n, 1_000n, suite.merchant.address);
    await vault.connect(lender).withdraw(CASH - 1_000n, lender.address, lender.address);
    await line.lose(1_000n);
    await vault.connect(lender).redeem(await vault.balanceOf(lender.address), lender.address, lender.address);
    await line.grow(30n);
    await fixture.token.connect(lender).approve(await line.getAddress(), 30n);
    await line.connect(lender).repay(30n, 0n);
    await expect(line.draw(1n, 1n, suite.merchant.address))
      .to.be.revertedWithCustomError(vault, "InsufficientLiquidity")
      .withArgs(0n, 1n);
    await vault.connect(lender).deposit(50n, lender.address);
    expect(await vault.balanceOf(lender.address)).to.equal(50n * SHARES);
    await expect(line.draw(51n, 51n, suite.merchant.address))
      .to.be.revertedWithCustomError(vault, "InsufficientLiquidity")
      .withArgs(50n, 51n);
    await vault.takeSurplus();
    expect(await vault.totalAssets()).to.equal(50n);
  });
});
