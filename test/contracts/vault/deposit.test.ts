import { expect } from "chai";
import { loadSuite } from "../fixtures/loadSuite.js";
import { CASH, type EarnFixture, earnVault, SHARES } from "../fixtures/vault.js";

/** Values of Verb and Verdict in contracts/types/Compliance.sol. */
const VAULT_DEPOSIT = 6n;
const BLOCK = 2;

describe("vault deposit and mint", () => {
  let fixture: EarnFixture;
  beforeEach(async () => {
    fixture = await earnVault(await loadSuite());
  });

  async function expectNothingMoved() {
    const { vault, token, lender } = fixture;
    expect(await vault.totalSupply()).to.equal(0n);
    expect(await token.balanceOf(lender.address)).to.equal(100n * CASH);
    expect((await vault.vaultState()).idle).to.equal(0n);
  }

  it("refuses accounts that the gate blocks, whether they pay or receive", async () => {
    const { vault, lender, other, suite } = fixture;
    const gate = await suite.ethers.deployContract("SwitchGate");
    await vault.connect(suite.admin).setGate(await gate.getAddress());
    await gate.set(lender.address, BLOCK);
    for (const [payer, receiver] of [
      [lender, lender],
      [lender, other],
      [other, lender],
    ] as const) {
      await expect(vault.connect(payer).deposit(CASH, receiver.address))
        .to.be.revertedWithCustomError(vault, "Blocked")
        .withArgs(lender.address, VAULT_DEPOSIT);
    }
    expect(await vault.maxDeposit(lender.address)).to.equal(0n);
    expect(await vault.maxMint(lender.address)).to.equal(0n);
    await expectNothingMoved();
  });

  it("refuses everyone while the gate is broken; the views say so and do not revert", async () => {
    const { vault, lender, suite } = fixture;
    await vault.connect(lender).deposit(CASH, lender.address);
    const gate = await suite.ethers.deployContract("SwitchGate");
    await gate.breakFor(lender.address);
    await vault.connect(suite.admin).setGate(await gate.getAddress());
    expect(await vault.maxDeposit(lender.address)).to.equal(0n);
    expect(await vault.previewDeposit(5n)).to.equal(5n * SHARES);
    await expect(vault.connect(lender).mint(SHARES, lender.address)).to.be.revertedWithCustomError(
      vault,
      "Blocked",
    );
    // The owner's exit asks nobody.
    await vault.connect(lender).withdraw(CASH, lender.address, lender.address);
    expect(await vault.totalSupply()).to.equal(0n);
  });

  it("refuses during a pause, which exits do not feel", async () => {
    const { vault, lender, suite } = fixture;
    await vault.connect(lender).deposit(CASH, lender.address);
    await vault.connect(suite.admin).pauseEntry();
    expect(await vault.maxDeposit(lender.address)).to.equal(0n);
    await expect(vault.connect(lender).deposit(1n, lender.address)).to.be.revertedWithCustomError(
      vault,
      "EntryPaused",
    );
    await vault.connect(lender).redeem(CASH * SHARES, lender.address, lender.address);
    await expectNothingMoved();
  });

  it("zero amount: refuses it, and more than fits", async () => {
    const { vault, token, lender, suite } = fixture;
    for (const call of [
      () => vault.connect(lender).deposit(0n, lender.address),
      () => vault.connect(lender).mint(0n, lender.address),
      () => vault.connect(lender).withdraw(0n, lender.address, lender.address),
      () => vault.connect(lender).redeem(0n, lender.address, lender.address),
    ]) {
      await expect(call()).to.be.revertedWithCustomError(vault, "ZeroAmount");
    }
    const room = 2n ** 120n - 1n;
    expect(await vault.maxDeposit(lender.address)).to.equal(room);
    await expect(vault.connect(lender).deposit(room + 1n, lender.address))
      .to.be.revertedWithCustomError(vault, "ERC4626ExceededMaxDeposit")
      .withArgs(lender.address, room + 1n, room);
    await expectNothingMoved();
    await token.mint(suite.stranger.address, room);
    await token.connect(suite.stranger).approve(await vault.getAddress(), room);
    await vault.connect(suite.stranger).deposit(room, suite.stranger.address);
    expect(await vault.maxMint(lender.address)).to.equal(0n);
  });

  it("V5 first depositor: one unit and a gift cost the giver more than the next depositor loses", async () => {
    const { vault, token, lender, other } = fixture;
    await vault.connect(other).deposit(1n, other.address);
    await token.connect(other).transfer(vault, CASH);
    await vault.connect(lender).deposit(CASH, lender.address);
    await vault.connect(lender).redeem(await vault.maxRedeem(lender.address), lender.address, lender.address);
    await vault.connect(other).redeem(await vault.maxRedeem(other.address), other.address, other.address);
    expect(await token.balanceOf(lender.address)).to.equal(100n * CASH);
    expect(await token.balanceOf(other.address)).to.equal(99n * CASH);
  });

  it("V1: makes a million shares of the first unit and prices the second holder by them", async () => {
    const { vault, lender, other } = fixture;
    await expect(vault.connect(lender).deposit(CASH, lender.address))
      .to.emit(vault, "Deposit")
      .withArgs(lender.address, lender.address, CASH, CASH * SHARES);
    await vault.connect(other).mint(CASH * SHARES, lender.address);
    expect(await vault.balanceOf(lender.address)).to.equal(2n * CASH * SHARES);
    expect(await vault.totalAssets()).to.equal(2n * CASH);
    expect(await vault.decimals()).to.equal(12n);
    expect(await vault.vaultState()).to.deep.equal([2n * CASH, 2n * CASH, false, false]);
  });

  it("takes tokens that return nothing, and refuses tokens that take a fee", async () => {
    const { suite } = fixture;
    const quiet = await suite.ethers.deployContract("NoReturnToken");
    const plain = await suite.ethers.getContractAt("PlainToken", await quiet.getAddress());
    const { vault, lender } = await earnVault(suite, { token: plain });
    await vault.connect(lender).deposit(CASH, lender.address);
    await vault.connect(lender).withdraw(CASH, lender.address, lender.address);
    expect(await quiet.balanceOf(lender.address)).to.equal(100n * CASH);

    const costly = await suite.ethers.deployContract("FeeOnTransferToken");
    const taxed = await earnVault(suite, { token: costly });
    await expect(taxed.vault.connect(lender).deposit(CASH, lender.address))
      .to.be.revertedWithCustomError(taxed.vault, "InexactTransfer")
      .withArgs(await costly.getAddress(), CASH, (CASH * 99n) / 100n);
    expect(await taxed.vault.totalSupply()).to.equal(0n);
  });

  it("G3 keeps the vault closed while a token runs", async () => {
    const { suite } = fixture;
    const hostile = await suite.ethers.deployContract("ReentrantToken");
    const { vault, lender } = await earnVault(suite, { token: hostile });
    const target = await vault.getAddress();
    const encode = vault.interface.encodeFunctionData.bind(vault.interface);
    const guard = suite.ethers.id("ReentrancyGuardReentrantCall()").slice(0, 10);
    for (const call of [
      encode("deposit", [1n, lender.address]),
      encode("redeem", [1n, lender.address, lender.address]),
      encode("requestRedeem", [1n]),
      encode("fill", [1n]),
      encode("accrue"),
      encode("takeSurplus"),
      encode("totalAssets"),
      encode("previewRedeem", [1n]),
      encode("vaultState"),
    ]) {
      await hostile.arm(target, call);
      await vault.connect(lender).deposit(CASH, lender.address);
      expect(await hostile.fired()).to.equal(true);
      expect((await hostile.result()).slice(0, 10)).to.equal(guard);
      await hostile.arm(target, call);
      await vault.connect(lender).withdraw(1n, lender.address, lender.address);
      expect((await hostile.result()).slice(0, 10)).to.equal(guard);
    }
  });
});
