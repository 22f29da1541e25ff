import { expect } from "chai";
import type { AdapterVault } from "../../../src/chain/typechain/index.js";
import { loadSuite } from "../fixtures/loadSuite.js";
import { CASH, type EarnFixture, earnVault, SHARES, WINDOW_SECONDS } from "../fixtures/vault.js";

/** Values of Fault in contracts/mocks/AdapterVault.sol. */
const fault = { None: 0, Down: 1, Stuck: 2, Greedy: 3, Liar: 4 } as const;
/** Value of VaultMode in contracts/mocks/SwitchVault.sol. */
const REVERT = 1;

describe("Earn vault", () => {
  let fixture: EarnFixture;
  let adapter: AdapterVault;
  let at: string;
  beforeEach(async () => {
    fixture = await earnVault(await loadSuite());
    const { vault, token, lender, suite } = fixture;
    adapter = await suite.ethers.deployContract("AdapterVault", [await token.getAddress()]);
    at = await adapter.getAddress();
    await vault.connect(suite.admin).setAdapter(at, CASH);
    await vault.connect(lender).deposit(CASH, lender.address);
  });

  it("X1 refuses accounts without the roles, and changes nothing", async () => {
    const { vault, suite } = fixture;
    const stranger = vault.connect(suite.stranger);
    for (const call of [
      () => stranger.report(),
      () => stranger.allocate(at, 1n),
      () => stranger.deallocate(at, 1n),
      () => stranger.setAdapter(at, 1n),
      () => stranger.lowerAdapterCap(at, 0n),
      () => stranger.removeAdapter(at),
      () => stranger.setBuffer(1n),
      () => stranger.raiseBuffer(1n),
      () => stranger.setPerformanceFee(1n),
      () => stranger.setTreasury(suite.stranger.address),
    ]) {
      await expect(call()).to.be.revertedWithCustomError(vault, "AccessManagedUnauthorized");
    }
    expect(await vault.adapterConfig(at)).to.deep.equal([CASH, 0n]);
  });

  it("V4: allocates within the cap and what is idle, and leaves no allowance", async () => {
    const { vault, token, suite } = fixture;
    const admin = vault.connect(suite.admin);
    await admin.lowerAdapterCap(at, 500n);
    await expect(admin.allocate(at, 501n))
      .to.be.revertedWithCustomError(vault, "AdapterCapExceeded")
      .withArgs(at, 501n, 500n);
    await expect(admin.allocate(at, CASH + 1n))
      .to.be.revertedWithCustomError(vault, "InsufficientLiquidity")
      .withArgs(CASH, CASH + 1n);
    await expect(admin.allocate(suite.stranger.address, 1n))
      .to.be.revertedWithCustomError(vault, "NotAnAdapter")
      .withArgs(suite.stranger.address);
    await expect(admin.allocate(at, 500n)).to.emit(vault, "Allocated").withArgs(at, 500n, 500n);
    expect(await vault.adapterConfig(at)).to.deep.equal([500n, 500n]);
    expect((await vault.vaultState()).idle).to.equal(CASH - 500n);
    expect(await vault.totalAssets()).to.equal(CASH);
    expect(await token.allowance(await vault.getAddress(), at)).to.equal(0n);
  });

  it("refuses an adapter of another asset, itself, a raise by the lowering verb, and a ninth", async () => {
    const { vault, suite, token } = fixture;
    const admin = vault.connect(suite.admin);
    const foreign = await suite.ethers.deployContract("AdapterVault", [await suite.token.getAddress()]);
    await expect(admin.setAdapter(await foreign.getAddress(), 1n)).to.be.revertedWithCustomError(
      vault,
      "AssetMismatch",
    );
    await expect(admin.setAdapter(await vault.getAddress(), 1n)).to.be.revertedWithCustomError(
      vault,
      "AssetMismatch",
    );
    await expect(admin.lowerAdapterCap(at, CASH))
      .to.be.revertedWithCustomError(vault, "CapNotLower")
      .withArgs(at, CASH, CASH);
    const fresh = async () =>
      (await suite.ethers.deployContract("AdapterVault", [await token.getAddress()])).getAddress();
    for (let i = 1; i < 8; i++) await admin.setAdapter(await fresh(), 1n);
    await expect(admin.setAdapter(await fresh(), 1n))
      .to.be.revertedWithCustomError(vault, "TooManyAdapters")
      .withArgs(8n);
  });

  it("refuses an adapter that credits less than it is given, or pays less than it says", async () => {
    const { vault, suite } = fixture;
    const admin = vault.connect(suite.admin);
    await adapter.setFault(fault.Greedy);
    await expect(admin.allocate(at, 1_000n))
      .to.be.revertedWithCustomError(vault, "AdapterSlippage")
      .withArgs(at, 1_000n, 0n);
    await adapter.setFault(fault.None);
    await admin.allocate(at, CASH);
    await adapter.setFault(fault.Liar);
    await expect(admin.deallocate(at, 1_000n)).to.be.revertedWithCustomError(vault, "InexactTransfer");
    expect(await vault.adapterConfig(at)).to.deep.equal([CASH, CASH]);
  });

  it("V3 gifted position: an adapter's shares given to the vault move no price, cap or allocation at once", async () => {
    const { vault, token, other, suite } = fixture;
    const { time } = suite.connection.networkHelpers;
    const admin = vault.connect(suite.admin);
    await admin.allocate(at, 400n);
    // Through the adapter, as anyone may: as much again as the vault has there, and more than its cap.
    await token.connect(other).approve(adapter, 2n * CASH);
    await adapter.connect(other).deposit(2n * CASH, await vault.getAddress());
    const price = await vault.convertToAssets(SHARES);
    expect(await vault.totalAssets()).to.equal(CASH);
    expect(await vault.adapterConfig(at)).to.deep.equal([CASH, 400n]);
    expect(await vault.maxWithdraw(fixture.lender.address)).to.equal(CASH);
    await admin.allocate(at, 100n);
    expect(await vault.adapterConfig(at)).to.deep.equal([CASH, 500n]);

    await admin.report();
    expect(await vault.convertToAssets(SHARES)).to.equal(price);
    expect(await vault.totalAssets()).to.equal(CASH);
    await time.increase(WINDOW_SECONDS);
    // One unit less for the rounding of the adapter's shares.
    expect(await vault.totalAssets()).to.be.closeTo(3n * CASH, 1n);
  });

  it("V3: a donation counts after a report only, evenly over the window", async () => {
    const { vault, token, suite } = fixture;
    const { time } = suite.connection.networkHelpers;
    await token.mint(await vault.getAddress(), 700n);
    expect(await vault.totalAssets()).to.equal(CASH);
    await vault.connect(suite.admin).report();
    const reported = await time.latest();
    expect(await vault.totalAssets()).to.equal(CASH);
    expect(await vault.lockedGain()).to.equal(700n);
    await time.increaseTo(reported + WINDOW_SECONDS / 7);
    expect(await vault.totalAssets()).to.equal(CASH + 100n);
    await time.increaseTo(reported + WINDOW_SECONDS);
    expect(await vault.totalAssets()).to.equal(CASH + 700n);
  });

  it("V2: books a loss in the transaction that meets it, from the gain that streams first", async () => {
    const { vault, token, lender, suite } = fixture;
    await vault.connect(suite.admin).allocate(at, 1_000n);
    await token.mint(await vault.getAddress(), 300n);
    await vault.connect(suite.admin).report();
    await adapter.lose(200n);
    expect(await vault.totalAssets()).to.equal(CASH);
    await expect(vault.connect(lender).accrue()).to.emit(vault, "LossRealised").withArgs(at, 200n, 800n);
    expect(await vault.lockedGain()).to.be.closeTo(100n, 1n);
    await adapter.lose(800n);
    await vault.connect(lender).redeem(await vault.maxRedeem(lender.address), lender.address, lender.address);
    expect(await token.balanceOf(lender.address)).to.be.closeTo(100n * CASH - 700n, 2n);
  });

  it("pays withdrawals out of adapters when idle money does not do", async () => {
    const { vault, token, lender, suite } = fixture;
    await vault.connect(suite.admin).allocate(at, CASH);
    await adapter.setLiquidity(400n);
    expect(await vault.maxWithdraw(lender.address)).to.equal(400n);
    await vault.connect(lender).withdraw(400n, lender.address, lender.address);
    expect(await token.balanceOf(lender.address)).to.equal(99n * CASH + 400n);
    expect(await vault.adapterConfig(at)).to.deep.equal([CASH, CASH - 400n]);
    await adapter.setFault(fault.Stuck);
    expect(await vault.maxWithdraw(lender.address)).to.equal(0n);
  });

  it("passes over an adapter that refuses what it promised, and takes from the next", async () => {
    const { vault, token, lender, suite } = fixture;
    const admin = vault.connect(suite.admin);
    const refusing = await suite.ethers.deployContract("SwitchVault", [await token.getAddress()]);
    const next = await suite.ethers.deployContract("AdapterVault", [await token.getAddress()]);
    for (const vaultOfOthers of [refusing, next]) {
      await admin.setAdapter(await vaultOfOthers.getAddress(), CASH);
      await admin.allocate(await vaultOfOthers.getAddress(), 400n);
    }
    await refusing.setMode(REVERT);
    const { withdraw } = vault.connect(lender);
    await withdraw(CASH - 400n, lender.address, lender.address);
    expect(await vault.adapterConfig(await refusing.getAddress())).to.deep.equal([CASH, 400n]);
    expect(await vault.adapterConfig(await next.getAddress())).to.deep.equal([CASH, 0n]);
    expect(await token.balanceOf(lender.address)).to.equal(100n * CASH - 400n);

    expect(await vault.maxWithdraw(lender.address)).to.equal(400n);
    await expect(withdraw(400n, lender.address, lender.address))
      .to.be.revertedWithCustomError(vault, "InsufficientLiquidity")
      .withArgs(0n, 400n);
    expect(await vault.totalAssets()).to.equal(400n);
  });

  it("V6: keeps the payout buffer for Settlement, idle", async () => {
    const { vault, lender, cashier, suite } = fixture;
    const admin = vault.connect(suite.admin);
    await vault.connect(cashier).deposit(CASH, cashier.address);
    await admin.setBuffer(1_000n);
    const buffer = CASH / 5n;
    expect(await vault.payoutBuffer()).to.equal(buffer);
    await expect(admin.raiseBuffer(1_000n))
      .to.be.revertedWithCustomError(vault, "BufferNotHigher")
      .withArgs(1_000n, 1_000n);
    await admin.setAdapter(at, 10n * CASH);
    await expect(admin.allocate(at, 2n * CASH - buffer + 1n))
      .to.be.revertedWithCustomError(vault, "InsufficientLiquidity")
      .withArgs(2n * CASH - buffer, 2n * CASH - buffer + 1n);
    await admin.allocate(at, 2n * CASH - buffer);
    await adapter.setFault(fault.Stuck);
    expect(await vault.maxWithdraw(lender.address)).to.equal(0n);
    await vault.connect(lender).requestRedeem(CASH * SHARES);
    await vault.fill(1n);
    expect((await vault.redeemRequest(1n)).claimable).to.equal(0n);
    expect(await vault.maxWithdraw(cashier.address)).to.equal(buffer);
    await vault.connect(cashier).withdraw(buffer, cashier.address, cashier.address);
    expect((await vault.vaultState()).idle).to.equal(0n);
  });

  it("keeps no more buffer than Settlement's shares are worth", async () => {
    const { vault, lender, suite } = fixture;
    await vault.connect(suite.admin).setBuffer(10_000n);
    expect(await vault.payoutBuffer()).to.equal(0n);
    expect(await vault.maxWithdraw(lender.address)).to.equal(CASH);
  });

  it("closes entries while an adapter cannot be read, lets go at book, and writes it off when removed", async () => {
    const { vault, token, lender, other, suite } = fixture;
    const admin = vault.connect(suite.admin);
    await admin.allocate(at, 1_000n);
    await adapter.setFault(fault.Down);
    expect(await vault.maxDeposit(other.address)).to.equal(0n);
    await expect(vault.connect(other).deposit(1n, other.address)).to.be.revertedWithCustomError(
      vault,
      "PositionUnreadable",
    );
    expect(await vault.maxWithdraw(lender.address)).to.equal(CASH - 1_000n);
    await vault.connect(lender).withdraw(CASH - 1_000n, lender.address, lender.address);
    await expect(admin.removeAdapter(at)).to.emit(vault, "LossRealised").withArgs(at, 1_000n, 0n);
    expect(await vault.adapters()).to.deep.equal([]);
    expect(await vault.totalAssets()).to.equal(0n);
    expect(await token.balanceOf(lender.address)).to.equal(100n * CASH - 1_000n);
  });

  it("removes an adapter that pays, and refuses one that could pay later", async () => {
    const { vault, suite } = fixture;
    const admin = vault.connect(suite.admin);
    await admin.allocate(at, 1_000n);
    await adapter.setFault(fault.Stuck);
    await expect(admin.removeAdapter(at))
      .to.be.revertedWithCustomError(vault, "AdapterNotEmpty")
      .withArgs(at, 1_000n);
    await adapter.setFault(fault.None);
    await adapter.gain(50n);
    await expect(admin.removeAdapter(at)).to.emit(vault, "AdapterRemoved").withArgs(at);
    expect((await vault.vaultState()).idle).to.equal(CASH);
    await admin.report();
    expect(await vault.lockedGain()).to.be.closeTo(50n, 1n);
  });

  it("closes entries below a millionth of the first price; holders leave", async () => {
    const { vault, token, lender, other, suite } = fixture;
    await vault.connect(suite.admin).allocate(at, CASH);
    // 10^16 shares: one unit per 10^12 of them, less the virtual one.
    await adapter.lose(CASH - 9_999n);
    expect(await vault.totalAssets()).to.equal(9_999n);
    expect(await vault.maxDeposit(other.address)).to.equal(2n ** 120n - 1n - 9_999n);
    await adapter.lose(1n);
    expect(await vault.maxDeposit(other.address)).to.equal(0n);
    expect(await vault.maxMint(other.address)).to.equal(0n);
    await expect(vault.connect(other).deposit(1n, other.address))
      .to.be.revertedWithCustomError(vault, "ERC4626ExceededMaxDeposit")
      .withArgs(other.address, 1n, 0n);
    expect(await vault.balanceOf(other.address)).to.equal(0n);
    await vault.connect(lender).redeem(CASH * SHARES, lender.address, lender.address);
    expect(await token.balanceOf(lender.address)).to.be.closeTo(99n * CASH + 9_998n, 1n);
  });
});
