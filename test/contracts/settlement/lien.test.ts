import { expect } from "chai";
import type { SwitchCreditLine } from "../../../src/chain/typechain/index.js";
import { authorized, captured } from "../fixtures/collect.js";
import { loadSuite } from "../fixtures/loadSuite.js";
import { AMOUNT } from "../fixtures/paymentInfo.js";
import {
  balanceKind,
  booksOf,
  creditLine,
  draw,
  expectBooksUnchanged,
  hookMode,
} from "../fixtures/settlement.js";
import type { Suite } from "../fixtures/suite.js";

describe("liens", () => {
  let suite: Suite;
  let token: string;
  let account: string;
  let pool: string;
  let line: SwitchCreditLine;
  beforeEach(async () => {
    suite = await loadSuite();
    token = await suite.token.getAddress();
    account = suite.merchant.address;
    pool = suite.others[3]?.address ?? "";
    line = await creditLine(suite, pool);
  });

  const retire = async () =>
    suite.settlement.connect(suite.sentinel).removeCreditLine(await line.getAddress());
  const fails = async (mode: keyof typeof hookMode) => line.setMode(hookMode[mode]);

  describe("creditDraw, creditRepay and setLien", () => {
    it("refuse others than a credit line, and money that did not arrive", async () => {
      const { settlement, stranger, ethers } = suite;
      const id = ethers.ZeroHash;
      const as = settlement.connect(stranger);
      const accounts = [account, stranger.address, pool];
      const none = ["NotACreditor", stranger.address, 0n] as const;
      await expectBooksUnchanged(suite, accounts, () => as.creditDraw(account, token, 1n, id), ...none);
      await expectBooksUnchanged(suite, accounts, () => as.setLien(account, token, 1), ...none);
      const repay = () => as.creditRepay(account, token, 1n, stranger.address, id);
      await expectBooksUnchanged(
        suite,
        accounts,
        repay,
        "InvalidSender",
        stranger.address,
        ethers.ZeroAddress,
      );
      const apply = () => as.applyLien(account, token, 1n, id);
      await expectBooksUnchanged(suite, accounts, apply, "InvalidSender");
      const unfunded = () => line.draw(account, token, AMOUNT, 1_000);
      await expectBooksUnchanged(suite, accounts, unfunded, "Insolvent", token, 0n, AMOUNT);
    });

    it("credit a draw and pay it back from the balance to the pool", async () => {
      const { settlement, ethers } = suite;
      const id = ethers.encodeBytes32String("line");
      await expect(draw(suite, line, account, AMOUNT, 1_000))
        .to.emit(settlement, "BalanceUpdated")
        .withArgs(account, token, id, balanceKind.Draw, AMOUNT, AMOUNT, 0n);
      expect(await settlement.lienOf(account, token)).to.deep.equal([await line.getAddress(), 1_000n]);
      const tx = await line.repay(account, token, 40n);
      await expect(tx)
        .to.emit(settlement, "BalanceUpdated")
        .withArgs(account, token, id, balanceKind.Repayment, -40n, AMOUNT - 40n, 0n);
      await expect(tx)
        .to.emit(settlement, "BalanceUpdated")
        .withArgs(pool, token, id, balanceKind.Repayment, 40n, 40n, 0n);
      expect(await settlement.totalLiabilities(token)).to.equal(AMOUNT);
    });

    it("S9 take from no account without a lien of this credit line", async () => {
      const { settlement, stranger } = suite;
      await captured(suite, { receiver: stranger.address });
      const other = await creditLine(suite, pool);
      await draw(suite, line, account, AMOUNT, 1_000);
      await draw(suite, other, suite.operator.address, AMOUNT, 1_000);
      const accounts = [account, stranger.address, pool];
      await draw(suite, other, suite.manager.address, AMOUNT, 0);
      const foreign = () =>
        settlement.connect(stranger).creditRepay(account, token, 1n, pool, `0x${"0".repeat(64)}`);
      await expectBooksUnchanged(
        suite,
        accounts,
        foreign,
        "InvalidSender",
        stranger.address,
        await line.getAddress(),
      );
      const second = () => other.setLien(account, token, 5);
      await expectBooksUnchanged(
        suite,
        accounts,
        second,
        "LienTaken",
        account,
        token,
        await line.getAddress(),
      );
    });

    it("leave a retired credit line its own liens and nothing new", async () => {
      const { settlement, stranger } = suite;
      await draw(suite, line, account, AMOUNT, 1_000);
      await retire();
      await suite.token.mint(await settlement.getAddress(), 1n);
      const address = await line.getAddress();
      const accounts = [account, stranger.address, pool];
      const drawMore = () => line.draw(account, token, 1n, 1_000);
      await expectBooksUnchanged(suite, accounts, drawMore, "NotACreditor", address, 5n);
      const lienMore = () => line.setLien(stranger.address, token, 1);
      await expectBooksUnchanged(suite, accounts, lienMore, "NotACreditor", address, 5n);
      await captured(suite);
      expect(await settlement.balanceOf(pool, token)).to.deep.equal([AMOUNT / 10n, 0n]);
      await line.repay(account, token, 1n);
      await line.setLien(account, token, 0);
      await expectBooksUnchanged(suite, accounts, () => line.setLien(account, token, 1), "NotACreditor");
      await expectBooksUnchanged(suite, accounts, () => line.setLien(account, token, 10_001), "NotACreditor");
    });
  });

  describe("at a capture", () => {
    it("S3 S8 give the credit line its part before reserve and rest, in a batch as in single captures", async () => {
      const { settlement, escrow, operator, feeManager, feeReceiver } = suite;
      await settlement.connect(feeManager).setMerchant(account, 1_000, 48);
      await draw(suite, line, account, 250n, 2_500);
      const before = await booksOf(suite, [account, pool, feeReceiver.address]);
      const items = [];
      for (let i = 0; i < 3; i++) {
        const info = await authorized(suite, { maxAmount: 403n });
        items.push({
          info,
          amount: 403n,
          feeBps: 100,
          feeReceiver: feeReceiver.address,
          expectedCapturable: 403n,
        });
      }
      await escrow.connect(operator).captureBatch(items);
      // each: fee 4, net 399, lien 99 (then 99, then the last 52), reserve a tenth of the rest: 30, 30, 34
      const after = await booksOf(suite, [account, pool, feeReceiver.address]);
      expect(after.balances).to.deep.equal([
        [250n + 270n + 270n + 313n, 30n + 30n + 34n],
        [99n + 99n + 52n, 0n],
        [12n, 0n],
      ]);
      expect(after.liabilities - before.liabilities).to.equal(3n * 403n);
      expect(await settlement.lienOf(account, token)).to.deep.equal([await line.getAddress(), 0n]);
    });

    for (const mode of ["Revert", "BurnGas", "Garbage", "TooMuch", "Reenter"] as const) {
      it(`S8 never fails for a credit line that answers by ${mode}: the whole net waits`, async () => {
        const { settlement, escrow, operator, feeReceiver } = suite;
        await draw(suite, line, account, AMOUNT, 1_000);
        const reentry = settlement.interface.encodeFunctionData("collect", [[]]);
        await line.setReentry(reentry);
        await fails(mode);
        const info = await authorized(suite);
        const id = await escrow.getHash(info);
        const tx = await escrow.connect(operator).capture(info, AMOUNT, 100, feeReceiver.address);
        const net = (AMOUNT * 99n) / 100n;
        await expect(tx).to.emit(settlement, "LienPending").withArgs(id, account, token, net, net);
        expect(await settlement.balanceOf(account, token)).to.deep.equal([AMOUNT, net]);
        expect(await settlement.balanceOf(pool, token)).to.deep.equal([0n, 0n]);
        expect(await settlement.balanceOf(feeReceiver.address, token)).to.deep.equal([AMOUNT / 100n, 0n]);
        expect(await line.debtOf(account, token)).to.equal(AMOUNT);
        await settlement.collect([id]);
        expect(await settlement.pendingLien(id)).to.deep.equal([account, token, net]);
        await fails("Honest");
        await expect(settlement.connect(suite.stranger).collect([id, id]))
          .to.emit(settlement, "LienCollected")
          .withArgs(id, account, token, net, net / 10n);
        expect(await settlement.balanceOf(account, token)).to.deep.equal([AMOUNT + (net * 9n) / 10n, 0n]);
        expect(await settlement.balanceOf(pool, token)).to.deep.equal([net / 10n, 0n]);
        expect(await settlement.totalLiabilities(token)).to.equal(2n * AMOUNT);
      });
    }

    it("adds up partial captures of one payment that wait", async () => {
      const { settlement, escrow, operator, ethers } = suite;
      await draw(suite, line, account, AMOUNT, 1_000);
      await fails("Revert");
      const info = await authorized(suite);
      for (const amount of [30n, 12n]) {
        await escrow.connect(operator).capture(info, amount, 0, ethers.ZeroAddress);
      }
      expect(await settlement.pendingLien(await escrow.getHash(info))).to.deep.equal([account, token, 42n]);
    });

    it("refuses to begin without the gas that the credit line may use, so that starving it changes nothing", async () => {
      const { settlement, escrow, operator, ethers } = suite;
      await draw(suite, line, account, AMOUNT, 1_000);
      const info = await authorized(suite);
      const call = () =>
        escrow.connect(operator).capture(info, AMOUNT, 0, ethers.ZeroAddress, { gasLimit: 600_000 });
      await expectBooksUnchanged(suite, [account, pool], call, "InsufficientGas");
      await escrow.connect(operator).capture(info, AMOUNT, 0, ethers.ZeroAddress);
      expect(await settlement.balanceOf(pool, token)).to.deep.equal([AMOUNT / 10n, 0n]);
    });

    it("dropLien frees the money of a merchant whose credit line fails for good; ADMIN only", async () => {
      const { settlement, admin, merchant, escrow } = suite;
      await draw(suite, line, account, AMOUNT, 1_000);
      await fails("Revert");
      const id = await escrow.getHash(await captured(suite));
      const other = () => settlement.connect(merchant).dropLien(account, token);
      await expectBooksUnchanged(suite, [account], other, "AccessManagedUnauthorized");
      await expect(settlement.connect(admin).dropLien(account, token))
        .to.emit(settlement, "LienSet")
        .withArgs(account, token, await line.getAddress(), 0n);
      await settlement.collect([id]);
      expect(await settlement.balanceOf(account, token)).to.deep.equal([2n * AMOUNT, 0n]);
      await captured(suite);
      expect(await settlement.balanceOf(account, token)).to.deep.equal([3n * AMOUNT, 0n]);
    });
  });
});
