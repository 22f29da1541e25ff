import { expect } from "chai";
import { bit, installGate, NEVER } from "../fixtures/gate.js";
import { loadSuite } from "../fixtures/loadSuite.js";
import { withFactory } from "../fixtures/realTokens.js";
import { balanceKind, creditLine, draw, withRole } from "../fixtures/settlement.js";
import type { Suite } from "../fixtures/suite.js";

describe("DepositFactory before Settlement", () => {
  const UNITS = 99_999_999n;
  let suite: Suite;
  let world: Awaited<ReturnType<typeof withFactory>>;
  let token: string;
  let account: string;
  beforeEach(async () => {
    suite = await loadSuite();
    world = await withFactory(suite);
    [token, account] = [await suite.token.getAddress(), suite.merchant.address];
  });

  const pay = (amount = UNITS, to = world.source) => suite.token.mint(to, amount);
  const sweep = () => world.factory.sweep(account, world.ref, suite.payer.address, [token]);
  const booked = (of = account) => suite.settlement.balanceOf(of, token);
  const key = (ref: string, of = account) => ({ account: of, ref, refundTo: suite.payer.address });

  it("D2 S3 credits fee, lien, rolling reserve and rest of a sweep, to the unit", async () => {
    const { settlement, admin, feeManager, manager, others } = suite;
    const pool = others[3]?.address ?? "";
    await draw(suite, await creditLine(suite, pool), account, 90_000_000n, 1_000);
    await settlement.connect(admin).setTreasury(manager.address);
    await settlement.connect(feeManager).setDepositFee(account, 77);
    await settlement.connect(feeManager).setMerchant(account, 1_234, 48);
    await pay();
    await expect(sweep())
      .to.emit(world.factory, "DepositSwept")
      .withArgs(account, world.ref, token, world.source, UNITS, false);
    // fee 769,999.99; lien 10 % of 99,230,000; reserve 12.34 % of 89,307,000 = 11,020,483.8
    expect(await booked(manager.address)).to.deep.equal([769_999n, 0n]);
    expect(await booked(pool)).to.deep.equal([9_923_000n, 0n]);
    expect(await booked()).to.deep.equal([90_000_000n + 78_286_517n, 11_020_483n]);
    expect(await settlement.totalLiabilities(token)).to.equal(90_000_000n + UNITS);
    expect(await suite.token.balanceOf(settlement)).to.equal(90_000_000n + UNITS);
  });

  it("K1 quarantines the whole of a sweep until COMPLIANCE releases it", async () => {
    const { settlement, admin, feeManager, manager, ethers } = suite;
    await settlement.connect(admin).setTreasury(manager.address);
    await settlement.connect(feeManager).setDepositFee(account, 1_000);
    const { gate } = await installGate(suite);
    await world.factory.connect(admin).setGate(gate);
    await gate.connect(admin).setFlag(account, 0, bit("Sweep"), NEVER);
    await pay();
    await expect(sweep())
      .to.emit(settlement, "Quarantined")
      .withArgs(account, token, UNITS, UNITS, world.ref);
    expect(await booked()).to.deep.equal([0n, UNITS]);
    expect(await booked(manager.address)).to.deep.equal([0n, 0n]);
    const compliance = await withRole(suite, "COMPLIANCE");
    await settlement.connect(compliance).release(account, token, UNITS, ethers.ZeroHash);
    expect(await booked()).to.deep.equal([UNITS, 0n]);
  });

  it("D2 credits a batch under each reference, for several accounts", async () => {
    const { settlement, stranger, ethers } = suite;
    const other = ethers.id("order 8");
    await pay(5n);
    await pay(7n, await world.factory.addressOf(account, other, suite.payer.address));
    await pay(11n, await world.factory.addressOf(stranger.address, other, suite.payer.address));
    const empty = key(ethers.id("nothing here"));
    const batch = [key(world.ref), empty, key(other), key(other, stranger.address)];
    const swept = world.factory.sweepBatch(token, batch);
    const credit = (of: string, ref: string, delta: bigint, available: bigint) =>
      expect(swept)
        .to.emit(settlement, "BalanceUpdated")
        .withArgs(of, token, ref, balanceKind.Sweep, delta, available, 0n);
    await credit(account, world.ref, 5n, 5n);
    await credit(account, other, 7n, 12n);
    await credit(stranger.address, other, 11n, 11n);
    expect(await settlement.totalLiabilities(token)).to.equal(23n);
  });

  it("D2 leaves money where it is while Settlement does not know the factory, and returns it", async () => {
    const { settlement, sentinel, admin, payer } = suite;
    await settlement.connect(sentinel).removeFactory(world.factory);
    await pay();
    await expect(sweep()).to.emit(world.factory, "SweepFailed").withArgs(world.source, token);
    expect(await suite.token.balanceOf(world.source)).to.equal(UNITS);
    expect(await settlement.totalLiabilities(token)).to.equal(0n);
    const before = await suite.token.balanceOf(payer);
    await world.factory.connect(admin).returnDeposit(account, world.ref, payer.address, token);
    expect((await suite.token.balanceOf(payer)) - before).to.equal(UNITS);
  });

  it("refuses a batch of credits from anybody else, and one that did not arrive", async () => {
    const { settlement, stranger, admin } = suite;
    const credits = [{ account, ref: world.ref, amount: 5n, quarantined: false }];
    const credit = () => settlement.connect(stranger).creditDeposits(token, credits);
    await expect(credit())
      .to.be.revertedWithCustomError(settlement, "NotACreditor")
      .withArgs(stranger.address, 0n);
    await settlement.connect(admin).addFactory(stranger.address);
    await suite.token.mint(settlement, 4n);
    await expect(credit()).to.be.revertedWithCustomError(settlement, "Insolvent").withArgs(token, 4n, 5n);
    expect(await booked()).to.deep.equal([0n, 0n]);
    expect(await settlement.totalLiabilities(token)).to.equal(0n);
  });
});
