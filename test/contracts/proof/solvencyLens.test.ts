import { expect } from "chai";
import type { SolvencyLens } from "../../../src/chain/typechain/index.js";
import { authorized, captured } from "../fixtures/collect.js";
import { loadSuite } from "../fixtures/loadSuite.js";
import { AMOUNT } from "../fixtures/paymentInfo.js";
import type { Suite } from "../fixtures/suite.js";
import { CASH, creditPool, type EarnFixture, earnVault, type PoolFixture } from "../fixtures/vault.js";

describe("SolvencyLens", () => {
  let suite: Suite;
  let earn: EarnFixture;
  let pool: PoolFixture;
  let lens: SolvencyLens;
  let token: string;
  beforeEach(async () => {
    suite = await loadSuite();
    const plain = await suite.ethers.getContractAt("PlainToken", await suite.token.getAddress());
    earn = await earnVault(suite, { token: plain });
    pool = await creditPool(suite, { token: plain });
    token = await suite.token.getAddress();
    lens = await suite.ethers.deployContract("SolvencyLens", [
      await suite.settlement.getAddress(),
      [await suite.escrow.getAddress()],
      [await earn.vault.getAddress(), await pool.vault.getAddress()],
    ]);
  });

  it("G1: shows what every contract has and owes, through holds, captures, loans and claims", async () => {
    const { escrow, settlement, merchant } = suite;
    await authorized(suite);
    await captured(suite);
    await earn.vault.connect(earn.lender).deposit(CASH, earn.lender.address);
    await pool.vault.connect(pool.lender).deposit(CASH, pool.lender.address);
    await pool.line.draw(CASH / 2n, CASH / 2n, merchant.address);
    await pool.vault.connect(pool.lender).requestRedeem(1_000_000n);
    await pool.vault.fill(1n);
    await lens.assertSolvent([token]);
    expect(await lens.positions(token)).to.deep.equal([
      [await escrow.getAddress(), 2n * AMOUNT, 2n * AMOUNT, true],
      [await settlement.getAddress(), AMOUNT, AMOUNT, true],
      [await earn.vault.getAddress(), CASH, CASH, true],
      [await pool.vault.getAddress(), CASH, CASH, true],
    ]);
    expect(await lens.solvency([token])).to.deep.equal([
      [2n * CASH + 3n * AMOUNT, 2n * CASH + 3n * AMOUNT, true],
    ]);
    await settlement.pull(await escrow.getAddress(), token);
    await lens.assertSolvent([token]);
    expect(await lens.ledgerTotals(token)).to.deep.equal([AMOUNT, AMOUNT]);
  });

  it("counts donations on one side only, and lets nobody cover for another", async () => {
    const { settlement, merchant, ethers } = suite;
    const short = await ethers.deployContract("PlainToken", [6]);
    const address = await short.getAddress();
    await short.mint(merchant.address, AMOUNT);
    await short.connect(merchant).approve(await settlement.getAddress(), AMOUNT);
    await settlement.connect(merchant).deposit(merchant.address, address, AMOUNT);
    await short.mint(await suite.escrow.getAddress(), 5n * AMOUNT);
    await lens.assertSolvent([address]);
    await take(short, await settlement.getAddress(), 1n);
    const [figures] = await lens.solvency([address]);
    expect(figures).to.deep.equal([6n * AMOUNT - 1n, AMOUNT, true]);
    await expect(lens.assertSolvent([token, address]))
      .to.be.revertedWithCustomError(lens, "Insolvent")
      .withArgs(address, await settlement.getAddress(), AMOUNT - 1n, AMOUNT);
  });

  it("marks a token or credit line that cannot be read, and asserts nothing about it", async () => {
    const { ethers, stranger, admin } = suite;
    await pool.line.setBroken(true);
    expect(await lens.solvency([token, stranger.address])).to.deep.equal([
      [0n, 0n, false],
      [0n, 0n, false],
    ]);
    await expect(lens.assertSolvent([token]))
      .to.be.revertedWithCustomError(lens, "Unreadable")
      .withArgs(token, await pool.vault.getAddress());
    await pool.line.setBroken(false);
    await lens.assertSolvent([token]);
    const parts = [await suite.settlement.getAddress(), [admin.address], []] as const;
    await expect(ethers.deployContract("SolvencyLens", [...parts]))
      .to.be.revertedWithCustomError(lens, "NotAContract")
      .withArgs(admin.address);
  });

  it("marks a token that says it has more than the books can hold", async () => {
    const { escrow, settlement, ethers } = suite;
    const boundless = await ethers.deployContract("PlainToken", [6]);
    const address = await boundless.getAddress();
    const most = 2n ** 128n - 1n;
    await boundless.mint(await escrow.getAddress(), most);
    expect(await lens.solvency([address])).to.deep.equal([[most, 0n, true]]);
    await boundless.mint(await escrow.getAddress(), 1n);
    expect(await lens.positions(address)).to.deep.equal([
      [await escrow.getAddress(), 0n, 0n, false],
      [await settlement.getAddress(), 0n, 0n, true],
    ]);
  });

  it("G3: marks the contract whose verb is at work, and shows the others", async () => {
    const { payer, merchant, collector, escrow, settlement, ethers } = suite;
    const hostile = await ethers.deployContract("ReentrantToken");
    const address = await hostile.getAddress();
    const { vault, lender } = await earnVault(suite, { token: hostile });
    const watched = await ethers.deployContract("SolvencyLens", [
      await settlement.getAddress(),
      [await escrow.getAddress()],
      [await vault.getAddress()],
    ]);
    await hostile.mint(payer.address, AMOUNT);
    await hostile.connect(payer).approve(await collector.getAddress(), AMOUNT);
    await hostile.mint(merchant.address, CASH);
    await hostile.connect(merchant).approve(await settlement.getAddress(), CASH);
    const seenDuring = async (verb: () => Promise<unknown>) => {
      await hostile.arm(
        await watched.getAddress(),
        watched.interface.encodeFunctionData("positions", [address]),
      );
      await verb();
      expect(await hostile.succeeded()).to.equal(true);
      const [found] = watched.interface.decodeFunctionResult("positions", await hostile.result());
      return found;
    };

    const holders = await Promise.all([escrow, settlement, vault].map((contract) => contract.getAddress()));
    // The token calls once the money has come: the balance is seen, the books are not.
    const duringDeposit = await seenDuring(() =>
      settlement.connect(merchant).deposit(merchant.address, address, CASH),
    );
    expect(duringDeposit).to.deep.equal([
      [holders[0], 0n, 0n, true],
      [holders[1], CASH, 0n, false],
      [holders[2], 0n, 0n, true],
    ]);
    const duringEntry = await seenDuring(() => vault.connect(lender).deposit(CASH, lender.address));
    expect(duringEntry).to.deep.equal([
      [holders[0], 0n, 0n, true],
      [holders[1], CASH, CASH, true],
      [holders[2], CASH, 0n, false],
    ]);
    const terms = await authorized(suite, { token: address });
    const duringVoid = await seenDuring(() => escrow.connect(suite.operator).void(terms));
    expect(duringVoid).to.deep.equal([
      [holders[0], 0n, 0n, false],
      [holders[1], CASH, CASH, true],
      [holders[2], CASH, CASH, true],
    ]);
    await watched.assertSolvent([address]);
  });

  /** Takes tokens out of a wallet that never allowed it, as a broken token would. */
  async function take(
    taken: { getAddress(): Promise<string>; connect: unknown },
    from: string,
    amount: bigint,
  ): Promise<void> {
    const { networkHelpers } = suite.connection;
    await networkHelpers.impersonateAccount(from);
    await networkHelpers.setBalance(from, 10n ** 18n);
    const contract = await suite.ethers.getContractAt("PlainToken", await taken.getAddress());
    await contract.connect(await suite.ethers.getSigner(from)).transfer(suite.stranger.address, amount);
  }
});
