import { expect } from "chai";
import { captured } from "../fixtures/collect.js";
import { loadSuite } from "../fixtures/loadSuite.js";
import { AMOUNT } from "../fixtures/paymentInfo.js";
import { balanceKind, expectBooksUnchanged } from "../fixtures/settlement.js";
import { RECIPIENT_DELAY_SECONDS, type Suite } from "../fixtures/suite.js";

describe("setSplit and distribute", () => {
  let suite: Suite;
  let token: string;
  let account: string;
  let partners: string[];
  beforeEach(async () => {
    suite = await loadSuite();
    token = await suite.token.getAddress();
    account = suite.merchant.address;
    partners = suite.others.slice(0, 3).map(({ address }) => address);
    await captured(suite);
  });

  type Share = { recipient: string; bps: number };
  const hashOf = (shares: Share[]) => {
    const { ethers } = suite;
    const type = "tuple(tuple(address recipient,uint16 bps)[] shares)";
    return ethers.keccak256(ethers.AbiCoder.defaultAbiCoder().encode([type], [{ shares }]));
  };
  const sharesOf = (...bps: number[]): Share[] =>
    bps.map((part, i) => ({ recipient: partners[i] ?? "", bps: part }));
  const choose = async (shares: Share[]) => {
    await suite.settlement.connect(suite.merchant).setSplit(account, hashOf(shares));
    await suite.connection.networkHelpers.time.increase(RECIPIENT_DELAY_SECONDS);
  };
  const divide = (shares: Share[], amount: bigint, caller = suite.settler) =>
    suite.settlement.connect(caller).distribute(account, token, amount, { shares });
  const balances = () =>
    Promise.all(partners.map(async (p) => (await suite.settlement.balanceOf(p, token)).available));
  const refused = (call: () => Promise<unknown>, error: string, ...args: unknown[]) =>
    expectBooksUnchanged(suite, [account, ...partners], call, error, ...args);

  it("divides to the unit: each share rounded down, the last receives what is left", async () => {
    const { settlement } = suite;
    const shares = sharesOf(3_333, 3_333, 3_334);
    await choose(shares);
    const tx = await divide(shares, 101n);
    // 101 * 33.33 % = 33.66, twice; 101 - 66 = 35
    expect(await balances()).to.deep.equal([33n, 33n, 35n]);
    await expect(tx)
      .to.emit(settlement, "BalanceUpdated")
      .withArgs(account, token, hashOf(shares), balanceKind.SplitSent, -101n, AMOUNT - 101n, 0n);
    await expect(tx)
      .to.emit(settlement, "BalanceUpdated")
      .withArgs(partners[2], token, hashOf(shares), balanceKind.SplitReceived, 35n, 35n, 0n);
    expect(await settlement.totalLiabilities(token)).to.equal(AMOUNT);
    await settlement.connect(suite.others[2] ?? suite.merchant).withdraw(token, 35n, partners[2] ?? "");
  });

  it("lets the account keep a part, and call for itself", async () => {
    const shares = [{ recipient: account, bps: 4_000 }, ...sharesOf(6_000)];
    await choose(shares);
    await divide(shares, 1_001n, suite.merchant);
    expect((await suite.settlement.balanceOf(account, token)).available).to.equal(AMOUNT - 601n);
    expect((await balances())[0]).to.equal(601n);
  });

  it("takes fifty shares, and refuses fifty-one, none, and a sum that is not all", async () => {
    const many = (count: number): Share[] =>
      Array.from({ length: count }, (_, i) => ({
        recipient: partners[i % 3] ?? "",
        bps: i === 0 ? 10_000 : 0,
      }));
    const fifty = Array.from({ length: 50 }, (_, i) => ({ recipient: partners[i % 3] ?? "", bps: 200 }));
    await choose(fifty);
    await divide(fifty, 5_000n);
    expect((await balances()).reduce((a, b) => a + b)).to.equal(5_000n);
    await choose(many(51));
    await refused(() => divide(many(51), 1n), "InvalidShareCount", 51n, 50n);
    await choose([]);
    await refused(() => divide([], 1n), "InvalidShareCount", 0n, 50n);
    await choose(sharesOf(5_000, 4_999));
    await refused(() => divide(sharesOf(5_000, 4_999), 100n), "InvalidShareSum", 9_999n);
  });

  it("S6 counts after the delay, ends at once, and pays no other split", async () => {
    const { settlement, merchant, connection } = suite;
    const shares = sharesOf(10_000);
    await settlement.connect(merchant).setSplit(account, hashOf(shares));
    const { effectiveAt } = await settlement.splitOf(account);
    await connection.networkHelpers.time.setNextBlockTimestamp(effectiveAt - 1n);
    await expect(divide(shares, 1n))
      .to.be.revertedWithCustomError(settlement, "SplitPending")
      .withArgs(effectiveAt);
    await connection.networkHelpers.time.setNextBlockTimestamp(effectiveAt);
    await divide(shares, 1n);
    const other = sharesOf(1, 9_999);
    await refused(() => divide(other, 1n), "SplitMismatch", hashOf(other), hashOf(shares));
    await settlement.connect(merchant).setSplit(account, suite.ethers.ZeroHash);
    await refused(() => divide(shares, 1n), "SplitMismatch");
  });

  it("zero amount: refuses it, more than is available, impossible recipients and strangers", async () => {
    const { settlement, stranger, ethers } = suite;
    const shares = sharesOf(10_000);
    await choose(shares);
    await refused(() => divide(shares, 0n), "ZeroAmount");
    await refused(
      () => divide(shares, AMOUNT + 1n),
      "InsufficientBalance",
      account,
      token,
      AMOUNT,
      AMOUNT + 1n,
    );
    await refused(() => divide(shares, 1n, stranger), "AccessManagedUnauthorized", stranger.address);
    const set = () => settlement.connect(stranger).setSplit(account, hashOf(shares));
    await refused(set, "NotManaged", account);
    for (const recipient of [ethers.ZeroAddress, await settlement.getAddress()]) {
      const impossible = [{ recipient, bps: 10_000 }];
      await choose(impossible);
      await refused(() => divide(impossible, 1n), "InvalidRecipient", recipient);
    }
  });

  it("K1 keeps the share of a recipient whom the gate does not clear in quarantine, and pays the others", async () => {
    const { settlement, admin, ethers } = suite;
    const shares = sharesOf(5_000, 5_000);
    await choose(shares);
    const gate = await ethers.deployContract("SwitchGate");
    await settlement.connect(admin).setGate(await gate.getAddress());
    await gate.breakFor(partners[0] ?? "");
    await divide(shares, 100n);
    expect(await settlement.balanceOf(partners[0] ?? "", token)).to.deep.equal([0n, 50n]);
    expect(await settlement.quarantined(partners[0] ?? "", token)).to.equal(50n);
    expect(await settlement.balanceOf(partners[1] ?? "", token)).to.deep.equal([50n, 0n]);
    await gate.set(account, 2);
    await refused(() => divide(shares, 100n), "Blocked", account, 3n);
  });
});
