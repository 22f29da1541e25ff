import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { expect } from "chai";
import type { SwitchVault } from "../../../src/chain/typechain/index.js";
import { captured } from "../fixtures/collect.js";
import { loadSuite } from "../fixtures/loadSuite.js";
import { AMOUNT } from "../fixtures/paymentInfo.js";
import { balanceKind, earnVault, expectBooksUnchanged, vaultMode, withRole } from "../fixtures/settlement.js";
import type { Suite } from "../fixtures/suite.js";

describe("earn", () => {
  let suite: Suite;
  let token: string;
  let account: string;
  let vault: SwitchVault;
  let keeper: HardhatEthersSigner;
  beforeEach(async () => {
    suite = await loadSuite();
    token = await suite.token.getAddress();
    account = suite.merchant.address;
    vault = await earnVault(suite);
    keeper = await withRole(suite, "KEEPER");
    await captured(suite);
  });

  const wish = (bufferBps: number) => suite.settlement.connect(suite.merchant).setEarn(token, bufferBps);
  const earn = (who = keeper, of = account) => suite.settlement.connect(who).earn(of, token);
  const unearn = (amount: bigint, who = suite.merchant) =>
    suite.settlement.connect(who).unearn(account, token, amount);
  const refused = (call: () => Promise<unknown>, error: string, ...args: unknown[]) =>
    expectBooksUnchanged(suite, [account], call, error, ...args);
  const misbehave = (mode: keyof typeof vaultMode) => vault.setMode(vaultMode[mode]);

  it("moves what is above the buffer, once, and back with what it earned", async () => {
    const { settlement, ethers, connection } = suite;
    await wish(2_000);
    const tx = await earn();
    await expect(tx)
      .to.emit(settlement, "BalanceUpdated")
      .withArgs(account, token, ethers.ZeroHash, balanceKind.Earn, -80_000_000n, 20_000_000n, 0n);
    await expect(tx)
      .to.emit(settlement, "Earned")
      .withArgs(account, token, await vault.getAddress(), 80_000_000n, 80_000_000n, 80_000_000n);
    expect(await settlement.earnShares(account, token)).to.equal(80_000_000n);
    expect(await settlement.totalLiabilities(token)).to.equal(20_000_000n);
    expect(await suite.token.allowance(await settlement.getAddress(), await vault.getAddress())).to.equal(0n);
    await refused(() => earn(), "NothingToMove", account, token);
    await suite.token.mint(await vault.getAddress(), 8_000_001n);
    await unearn(10_000_000n);
    expect((await settlement.balanceOf(account, token)).available).to.equal(30_000_000n);
    await unearn(ethers.MaxUint256);
    // 80,000,000 and 8,000,001 earned, less what the vault rounds in its own favour
    expect((await settlement.balanceOf(account, token)).available).to.be.within(107_999_998n, 108_000_001n);
    expect(await settlement.earnShares(account, token)).to.equal(0n);
    await refused(() => unearn(1n), "NothingToMove", account, token);
    await connection.networkHelpers.mine();
  });

  it("S10 pays nobody with the shares of another", async () => {
    const { settlement, stranger } = suite;
    await captured(suite, { receiver: stranger.address });
    await wish(0);
    await settlement.connect(stranger).setEarn(token, 0);
    await earn();
    await earn(stranger, stranger.address);
    await misbehave("BurnAll");
    await refused(() => unearn(1n), "VaultShortfall", await vault.getAddress(), AMOUNT, 2n * AMOUNT);
    await misbehave("Honest");
    await unearn(AMOUNT);
    expect(await vault.balanceOf(await settlement.getAddress())).to.equal(AMOUNT);
    expect(await settlement.earnShares(stranger.address, token)).to.equal(AMOUNT);
  });

  it("refuses a vault that fails, keeps, takes less, pays less or calls back", async () => {
    const { settlement } = suite;
    await wish(0);
    await vault.setReentry(settlement.interface.encodeFunctionData("collect", [[]]));
    await misbehave("KeepAll");
    await refused(() => earn(), "VaultShortfall", await vault.getAddress(), 0n, AMOUNT - 10_001n);
    await misbehave("TakeHalf");
    await refused(() => earn(), "InexactTransfer", token, AMOUNT, AMOUNT / 2n);
    for (const mode of ["Revert", "Reenter"] as const) {
      await misbehave(mode);
      await expect(earn()).to.be.revertedWithCustomError(vault, "VaultDown");
    }
    expect(await settlement.balanceOf(account, token)).to.deep.equal([AMOUNT, 0n]);
    await misbehave("Honest");
    await earn();
    await misbehave("PayHalf");
    await refused(() => unearn(100n), "VaultShortfall", await vault.getAddress(), 50n, 100n);
    for (const mode of ["Revert", "Reenter"] as const) {
      await misbehave(mode);
      await expect(unearn(1n)).to.be.revertedWithCustomError(vault, "VaultDown");
    }
    await misbehave("PayHalf");
    await unearn(AMOUNT);
    expect(await settlement.balanceOf(account, token)).to.deep.equal([AMOUNT / 2n, 0n]);
  });

  it("S8 captures whatever the vault does", async () => {
    await wish(0);
    await earn();
    await misbehave("Revert");
    await captured(suite);
    expect(await suite.settlement.balanceOf(account, token)).to.deep.equal([AMOUNT, 0n]);
  });

  it("keeps shares with their vault when it is replaced, and needs the wish anew", async () => {
    const { settlement, merchant } = suite;
    await wish(5_000);
    await earn();
    const next = await earnVault(suite);
    await captured(suite);
    await refused(() => earn(), "EarnNotSet", account, token);
    await refused(() => wish(0), "EarnSharesLeft", await vault.getAddress(), AMOUNT / 2n);
    await unearn(AMOUNT);
    await wish(0);
    await earn(merchant);
    expect(await next.balanceOf(await settlement.getAddress())).to.equal(2n * AMOUNT);
    expect(await settlement.earnSetting(account, token)).to.deep.equal([await next.getAddress(), 0n]);
  });

  it("refuses without a wish, a vault, the role, during a pause and for whom the gate does not clear", async () => {
    const { settlement, guardian, admin, stranger, ethers } = suite;
    await refused(() => earn(), "EarnNotSet", account, token);
    await refused(() => wish(10_001), "BpsOverflow", 10_001n);
    await wish(10_000);
    await refused(() => earn(), "NothingToMove");
    await wish(0);
    await refused(() => earn(stranger), "AccessManagedUnauthorized", stranger.address);
    await refused(() => unearn(1n, stranger), "AccessManagedUnauthorized", stranger.address);
    await refused(
      () => settlement.connect(stranger).setEarnVault(token, ethers.ZeroAddress),
      "AccessManagedUnauthorized",
    );
    const foreign = async () => settlement.connect(admin).setEarnVault(account, await vault.getAddress());
    await refused(foreign, "InvalidVault");
    await earn();
    await settlement.connect(guardian).pauseEntry();
    await captured(suite).catch(() => undefined);
    await refused(() => earn(), "EntryPaused");
    await unearn(AMOUNT);
    await settlement.connect(guardian).resumeEntry();
    const gate = await ethers.deployContract("SwitchGate");
    await settlement.connect(admin).setGate(await gate.getAddress());
    await gate.set(account, 2);
    await refused(() => earn(), "Blocked", account, 5n);
    await settlement.connect(admin).setEarnVault(token, ethers.ZeroAddress);
    await refused(() => wish(0), "NoEarnVault", token);
  });
});
