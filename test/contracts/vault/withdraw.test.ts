import { expect } from "chai";
import { refusals } from "../fixtures/denyList.js";
import { loadSuite } from "../fixtures/loadSuite.js";
import { CASH, type EarnFixture, earnVault, SHARES } from "../fixtures/vault.js";

describe("vault withdraw and redeem", () => {
  let fixture: EarnFixture;
  beforeEach(async () => {
    fixture = await earnVault(await loadSuite());
    const { vault, lender, other } = fixture;
    await vault.connect(lender).deposit(CASH, lender.address);
    await vault.connect(other).deposit(CASH, other.address);
  });

  it("refuses more than the owner has, and shares of others", async () => {
    const { vault, token, lender, other } = fixture;
    await expect(vault.connect(lender).withdraw(CASH + 1n, lender.address, lender.address))
      .to.be.revertedWithCustomError(vault, "ERC4626ExceededMaxWithdraw")
      .withArgs(lender.address, CASH + 1n, CASH);
    await expect(vault.connect(lender).redeem(CASH * SHARES + 1n, lender.address, lender.address))
      .to.be.revertedWithCustomError(vault, "ERC4626ExceededMaxRedeem")
      .withArgs(lender.address, CASH * SHARES + 1n, CASH * SHARES);
    await expect(vault.connect(other).withdraw(1n, other.address, lender.address))
      .to.be.revertedWithCustomError(vault, "ERC20InsufficientAllowance")
      .withArgs(other.address, 0n, SHARES);
    expect(await token.balanceOf(await vault.getAddress())).to.equal(2n * CASH);
    expect(await vault.totalSupply()).to.equal(2n * CASH * SHARES);
  });

  it("pays whom the owner or someone with its allowance names", async () => {
    const { vault, token, lender, other, treasury } = fixture;
    await expect(vault.connect(lender).withdraw(40n, treasury.address, lender.address))
      .to.emit(vault, "Withdraw")
      .withArgs(lender.address, treasury.address, lender.address, 40n, 40n * SHARES);
    await vault.connect(lender).approve(other.address, 2n * SHARES);
    await vault.connect(other).redeem(2n * SHARES, treasury.address, lender.address);
    expect(await token.balanceOf(treasury.address)).to.equal(42n);
    expect(await vault.balanceOf(lender.address)).to.equal((CASH - 42n) * SHARES);
    expect((await vault.vaultState()).idle).to.equal(2n * CASH - 42n);
  });

  it("takes allowances by EIP-2612", async () => {
    const { vault, token, lender, other, suite } = fixture;
    const { chainId } = await suite.ethers.provider.getNetwork();
    const domain = {
      name: "Tallystick Earn",
      version: "1",
      chainId,
      verifyingContract: await vault.getAddress(),
    };
    const fields = ["owner:address", "spender:address", "value:uint256", "nonce:uint256", "deadline:uint256"];
    const types = { Permit: fields.map((field) => ({ name: part(field, 0), type: part(field, 1) })) };
    const message = { owner: lender.address, spender: other.address, value: 5n * SHARES, nonce: 0n };
    const deadline = 2n ** 40n;
    const signature = suite.ethers.Signature.from(
      await lender.signTypedData(domain, types, { ...message, deadline }),
    );
    const { v, r, s } = signature;
    await vault.permit(lender.address, other.address, 5n * SHARES, deadline, v, r, s);
    await vault.connect(other).redeem(5n * SHARES, other.address, lender.address);
    expect(await token.balanceOf(other.address)).to.equal(99n * CASH + 5n);
  });

  it("keeps the shares when the token refuses the receiver", async () => {
    const { suite } = fixture;
    const strict = await suite.ethers.deployContract("DenyListToken");
    const { vault, lender, other } = await earnVault(suite, { token: strict });
    await vault.connect(lender).deposit(CASH, lender.address);
    await strict.deny(lender.address, refusals.Revert);
    await expect(
      vault.connect(lender).withdraw(CASH, lender.address, lender.address),
    ).to.be.revertedWithCustomError(strict, "Denied");
    expect(await vault.balanceOf(lender.address)).to.equal(CASH * SHARES);
    await vault.connect(lender).withdraw(CASH, other.address, lender.address);
    expect(await strict.balanceOf(other.address)).to.equal(101n * CASH);
  });
});

const part = (field: string, at: number): string => field.split(":")[at] ?? "";
