import { expect } from "chai";
import { loadSuite } from "../fixtures/loadSuite.js";
import { CASH, creditPool, type PoolFixture, SHARES } from "../fixtures/vault.js";

/** Two lenders with 10,000 each; 15,000 are lent, so that 5,000 are idle. */
describe("redemption queue", () => {
  let fixture: PoolFixture;
  const HALF = CASH / 2n;
  beforeEach(async () => {
    fixture = await creditPool(await loadSuite());
    const { vault, lender, other, line, suite } = fixture;
    await vault.connect(lender).deposit(CASH, lender.address);
    await vault.connect(other).deposit(CASH, other.address);
    await line.draw(CASH + HALF, CASH + HALF, suite.merchant.address);
  });

  it("zero amount: refuses it, strangers and empty requests", async () => {
    const { vault, lender, other } = fixture;
    await expect(vault.connect(lender).requestRedeem(0n)).to.be.revertedWithCustomError(vault, "ZeroAmount");
    await vault.connect(lender).requestRedeem(SHARES);
    for (const call of [
      () => vault.connect(other).claimRedeem(1n, other.address),
      () => vault.connect(other).cancelRedeem(1n),
    ]) {
      await expect(call())
        .to.be.revertedWithCustomError(vault, "InvalidSender")
        .withArgs(other.address, lender.address);
    }
    await expect(vault.connect(lender).claimRedeem(1n, lender.address))
      .to.be.revertedWithCustomError(vault, "NothingWaiting")
      .withArgs(1n);
    await vault.connect(lender).cancelRedeem(1n);
    await expect(vault.connect(lender).cancelRedeem(1n)).to.be.revertedWithCustomError(
      vault,
      "NothingWaiting",
    );
    expect(await vault.balanceOf(lender.address)).to.equal(CASH * SHARES);
    expect(await vault.queueTotals()).to.deep.equal([0n, 0n]);
  });

  it("fills the oldest first, the last one in part, at the price of the fill", async () => {
    const { vault, token, lender, other, line, suite } = fixture;
    await vault.connect(lender).requestRedeem((CASH / 4n) * SHARES);
    await vault.connect(other).requestRedeem(CASH * SHARES);
    // 20,000 shares lose 3,000: a share is worth 0.85 when it is filled, whatever it was when requested.
    await line.lose(3_000_000_000n);
    await expect(vault.connect(suite.stranger).fill(10n))
      .to.emit(vault, "RedeemFilled")
      .withArgs(1n, (CASH / 4n) * SHARES, 2_125_000_000n, 0n, 2_125_000_000n);
    const request = await vault.redeemRequest(2n);
    expect(request.claimable).to.be.closeTo(HALF - 2_125_000_000n, 1n);
    expect((await vault.vaultState()).idle).to.be.closeTo(0n, 1n);
    expect(await vault.queueRange()).to.deep.equal([2n, 3n]);

    await vault.connect(lender).claimRedeem(1n, suite.stranger.address);
    await vault.connect(other).claimRedeem(2n, other.address);
    expect(await token.balanceOf(other.address)).to.equal(99n * CASH + request.claimable);
    expect((await vault.queueTotals()).claimable).to.equal(0n);
  });

  it("comes before withdrawals and draws", async () => {
    const { vault, lender, other, line, suite } = fixture;
    await vault.connect(lender).requestRedeem((HALF - 100n) * SHARES);
    expect(await vault.maxWithdraw(other.address)).to.equal(100n);
    expect(await vault.maxRedeem(other.address)).to.equal(100n * SHARES);
    expect(await vault.availableLiquidity()).to.equal(100n);
    await expect(vault.connect(other).withdraw(101n, other.address, other.address))
      .to.be.revertedWithCustomError(vault, "ERC4626ExceededMaxWithdraw")
      .withArgs(other.address, 101n, 100n);
    await expect(line.draw(101n, 101n, suite.merchant.address))
      .to.be.revertedWithCustomError(vault, "InsufficientLiquidity")
      .withArgs(100n, 101n);
    await line.draw(100n, 100n, suite.merchant.address);
    expect(await vault.maxWithdraw(other.address)).to.equal(0n);
    await vault.fill(1n);
    expect((await vault.redeemRequest(1n)).claimable).to.equal(HALF - 100n);
  });

  it("looks at no more requests than asked for, and skips cancelled ones", async () => {
    const { vault, lender } = fixture;
    for (let i = 0; i < 3; i++) await vault.connect(lender).requestRedeem(10n * SHARES);
    await vault.connect(lender).cancelRedeem(1n);
    await vault.fill(1n);
    expect(await vault.queueRange()).to.deep.equal([2n, 4n]);
    await vault.fill(1n);
    expect(await vault.queueTotals()).to.deep.equal([10n * SHARES, 10n]);
  });

  it("is paid and left while entries are paused and the gate is broken", async () => {
    const { vault, lender, suite } = fixture;
    const gate = await suite.ethers.deployContract("SwitchGate");
    await gate.breakFor(lender.address);
    await vault.connect(suite.admin).setGate(await gate.getAddress());
    await vault.connect(suite.admin).pauseEntry();
    await vault.connect(lender).requestRedeem(CASH * SHARES);
    await vault.fill(1n);
    await vault.connect(lender).claimRedeem(1n, lender.address);
    await vault.connect(lender).cancelRedeem(1n);
    expect(await vault.balanceOf(lender.address)).to.equal(HALF * SHARES);
  });
});
