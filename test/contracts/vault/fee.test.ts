import { expect } from "chai";
import { loadSuite } from "../fixtures/loadSuite.js";
import { CASH, type EarnFixture, earnVault, SHARES, WINDOW_SECONDS } from "../fixtures/vault.js";

describe("fee and surplus of a vault", () => {
  let fixture: EarnFixture;
  beforeEach(async () => {
    fixture = await earnVault(await loadSuite());
    const { vault, lender } = fixture;
    await vault.connect(lender).deposit(CASH, lender.address);
  });

  it("takes the fee as shares that previews count before they are minted", async () => {
    const { vault, token, lender, treasury, suite } = fixture;
    const admin = vault.connect(suite.admin);
    await expect(admin.setPerformanceFee(3_001n))
      .to.be.revertedWithCustomError(vault, "FeeTooHigh")
      .withArgs(3_001n, 3_000n);
    await admin.setPerformanceFee(1_000n);
    await token.mint(await vault.getAddress(), CASH);
    await admin.report();
    await suite.connection.networkHelpers.time.increase(WINDOW_SECONDS);
    const promised = await vault.previewRedeem(CASH * SHARES);
    expect(promised).to.be.closeTo((CASH * 19n) / 10n, 2n);
    expect(await vault.balanceOf(treasury.address)).to.equal(0n);
    await vault.accrue();
    expect(await vault.previewRedeem(CASH * SHARES)).to.equal(promised);
    expect(await vault.convertToAssets(await vault.balanceOf(treasury.address))).to.be.closeTo(
      CASH / 10n,
      2n,
    );
    await vault.connect(lender).redeem(CASH * SHARES, lender.address, lender.address);
    expect(await token.balanceOf(lender.address)).to.equal(99n * CASH + promised);
  });

  it("gives the fee up to now to the treasury there was, and what follows to the new one", async () => {
    const { vault, token, treasury, other, suite } = fixture;
    const admin = vault.connect(suite.admin);
    await admin.setPerformanceFee(1_000n);
    await token.mint(await vault.getAddress(), CASH);
    await admin.report();
    await suite.connection.networkHelpers.time.increase(WINDOW_SECONDS);
    for (const refused of [suite.ethers.ZeroAddress, await vault.getAddress()]) {
      await expect(admin.setTreasury(refused))
        .to.be.revertedWithCustomError(vault, "InvalidAddress")
        .withArgs(refused);
    }
    expect(await vault.feeTerms()).to.deep.equal([treasury.address, 1_000n]);
    expect(await vault.balanceOf(treasury.address)).to.equal(0n);

    await expect(admin.setTreasury(other.address)).to.emit(vault, "TreasurySet").withArgs(other.address);
    const earned = await vault.balanceOf(treasury.address);
    expect(await vault.convertToAssets(earned)).to.be.closeTo(CASH / 10n, 2n);
    expect(await vault.balanceOf(other.address)).to.equal(0n);
    await token.mint(await vault.getAddress(), CASH);
    await admin.report();
    await suite.connection.networkHelpers.time.increase(WINDOW_SECONDS);
    await vault.accrue();
    expect(await vault.balanceOf(treasury.address)).to.equal(earned);
    expect(await vault.convertToAssets(await vault.balanceOf(other.address))).to.be.closeTo(CASH / 10n, 2n);
  });

  it("V5: what is left without shares goes to the treasury", async () => {
    const { vault, token, lender, treasury, suite } = fixture;
    await expect(vault.takeSurplus()).to.be.revertedWithCustomError(vault, "ZeroAmount");
    await token.mint(await vault.getAddress(), 80n);
    await vault.connect(suite.admin).report();
    await vault.connect(lender).redeem(CASH * SHARES, lender.address, lender.address);
    await token.mint(await vault.getAddress(), 5n);
    await expect(vault.connect(suite.stranger).takeSurplus()).to.emit(vault, "SurplusTaken");
    expect(await token.balanceOf(await vault.getAddress())).to.equal(0n);
    expect(await token.balanceOf(treasury.address)).to.be.closeTo(85n, 1n);
    await vault.connect(lender).deposit(7n, lender.address);
    expect(await vault.balanceOf(lender.address)).to.equal(7n * SHARES);
  });
});
