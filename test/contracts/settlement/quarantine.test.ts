import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { expect } from "chai";
import { captured } from "../fixtures/collect.js";
import { loadSuite } from "../fixtures/loadSuite.js";
import { AMOUNT } from "../fixtures/paymentInfo.js";
import {
  balanceKind,
  creditLine,
  draw,
  expectBooksUnchanged,
  hookMode,
  withRole,
} from "../fixtures/settlement.js";
import type { Suite } from "../fixtures/suite.js";

describe("quarantine and release", () => {
  let suite: Suite;
  let token: string;
  let account: string;
  let compliance: HardhatEthersSigner;
  const reason = `0x${"ab".repeat(32)}`;
  beforeEach(async () => {
    suite = await loadSuite();
    token = await suite.token.getAddress();
    account = suite.merchant.address;
    compliance = await withRole(suite, "COMPLIANCE");
  });

  const hold = (amount: bigint) =>
    suite.settlement.connect(compliance).quarantine(account, token, amount, reason);
  const free = (amount: bigint) =>
    suite.settlement.connect(compliance).release(account, token, amount, reason);

  it("refuses nothing to hold, more than is held, and others", async () => {
    const { settlement, merchant } = suite;
    await expectBooksUnchanged(suite, [account], () => hold(5n), "ZeroAmount");
    await captured(suite);
    await hold(10n);
    await expectBooksUnchanged(suite, [account], () => free(0n), "ZeroAmount");
    await expectBooksUnchanged(
      suite,
      [account],
      () => free(11n),
      "InsufficientQuarantine",
      account,
      token,
      10n,
      11n,
    );
    const as = settlement.connect(merchant);
    const others = [
      () => as.quarantine(account, token, 1n, reason),
      () => as.release(account, token, 1n, reason),
    ];
    for (const call of others)
      await expectBooksUnchanged(suite, [account], call, "AccessManagedUnauthorized");
  });

  it("K1 holds at most what is available and keeps it from the owner, who may use the rest", async () => {
    const { settlement, merchant, ethers } = suite;
    await captured(suite);
    await expect(hold(30n))
      .to.emit(settlement, "BalanceUpdated")
      .withArgs(account, token, ethers.ZeroHash, balanceKind.Quarantine, 0n, AMOUNT - 30n, 30n);
    await settlement.connect(merchant).withdraw(token, AMOUNT - 40n, account);
    await expect(hold(AMOUNT)).to.emit(settlement, "Quarantined").withArgs(account, token, 10n, 40n, reason);
    const take = () => settlement.connect(merchant).withdraw(token, 1n, account);
    await expectBooksUnchanged(suite, [account], take, "InsufficientBalance", account, token, 0n, 1n);
    await expect(free(15n)).to.emit(settlement, "Released").withArgs(account, token, 15n, 25n, reason);
    expect(await settlement.balanceOf(account, token)).to.deep.equal([15n, 25n]);
    expect(await settlement.totalLiabilities(token)).to.equal(40n);
  });

  it("never releases a rolling reserve or a pending lien with it", async () => {
    const { settlement, feeManager, escrow } = suite;
    await settlement.connect(feeManager).setMerchant(account, 1_000, 48);
    await captured(suite);
    const line = await creditLine(suite, suite.others[3]?.address ?? "");
    await draw(suite, line, account, 50n, 1_000);
    await line.setMode(hookMode.Revert);
    const id = await escrow.getHash(await captured(suite));
    await hold(5n);
    expect((await settlement.balanceOf(account, token)).reserved).to.equal(AMOUNT / 10n + AMOUNT + 5n);
    await expectBooksUnchanged(suite, [account], () => free(6n), "InsufficientQuarantine");
    await free(5n);
    expect((await settlement.balanceOf(account, token)).reserved).to.equal(AMOUNT / 10n + AMOUNT);
    await line.setMode(hookMode.Honest);
    await settlement.collect([id]);
    // 50 units paid back; a tenth of the rest waits
    expect((await settlement.balanceOf(account, token)).reserved).to.equal(
      AMOUNT / 10n + (AMOUNT - 50n) / 10n,
    );
  });
});
