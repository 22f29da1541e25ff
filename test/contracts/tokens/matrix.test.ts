import { expect } from "chai";
import type { BaseContract } from "ethers";
import { authorized, captured, PRE_APPROVAL, preApproved } from "../fixtures/collect.js";
import { loadSuite } from "../fixtures/loadSuite.js";
import type { Terms } from "../fixtures/paymentInfo.js";
import { tokenKinds, withFactory, withToken } from "../fixtures/realTokens.js";
import { expectRefused } from "../fixtures/refusal.js";
import type { Suite } from "../fixtures/suite.js";
import { WINDOW_SECONDS } from "../fixtures/vault.js";

for (const kind of tokenKinds) {
  describe(`tokens of the real world: ${kind.name}`, () => {
    let suite: Suite;
    let world: Awaited<ReturnType<typeof withToken>>;
    let address: string;
    beforeEach(async () => {
      suite = await loadSuite();
      world = await withToken(suite, kind);
      address = await world.token.getAddress();
    });

    const held = async (of: { getAddress(): Promise<string> }) =>
      world.token.balanceOf(await of.getAddress());
    const terms = () => ({ token: address, maxAmount: world.amount });

    it("authorizes all of it, and voids all of it", async () => {
      const { escrow, operator, payer } = suite;
      const info = await authorized(suite, terms());
      expect(await held(payer)).to.equal(0n);
      expect(await held(escrow)).to.equal(world.amount);
      await escrow.connect(operator).void(info);
      expect(await held(payer)).to.equal(world.amount);
      expect(await held(escrow)).to.equal(0n);
    });

    it("captures with a fee, to the unit", async () => {
      const { escrow, operator, settlement, merchant, feeReceiver } = suite;
      const info = await authorized(suite, terms());
      await escrow.connect(operator).capture(info, world.amount, 333, feeReceiver.address);
      const fee = (world.amount * 333n) / 10_000n;
      expect(await settlement.balanceOf(merchant.address, address)).to.deep.equal([world.amount - fee, 0n]);
      expect(await settlement.balanceOf(feeReceiver.address, address)).to.deep.equal([fee, 0n]);
      expect(await escrow.totals(address)).to.deep.equal([0n, world.amount]);
    });

    it("refunds a part, to the unit", async () => {
      const { escrow, operator, settlement, merchant, payer, ethers } = suite;
      const info = await captured(suite, terms());
      const part = world.amount / 3n;
      await escrow.connect(operator).refund(info, part, ethers.ZeroAddress, "0x");
      expect(await held(payer)).to.equal(part);
      expect(await settlement.balanceOf(merchant.address, address)).to.deep.equal([world.amount - part, 0n]);
      expect(await settlement.totalLiabilities(address)).to.equal(world.amount - part);
    });

    it("pays out all of it, to the unit", async () => {
      const { settlement, settler, merchant, escrow, ethers } = suite;
      await captured(suite, terms());
      const account = merchant.address;
      await settlement
        .connect(settler)
        .payoutBatch(ethers.id("a batch"), [{ account, token: address, to: account, amount: world.amount }]);
      expect(await held(merchant)).to.equal(world.amount);
      expect(await held(settlement)).to.equal(0n);
      expect(await held(escrow)).to.equal(0n);
      expect(await settlement.totalLiabilities(address)).to.equal(0n);
    });

    it("sweeps all of it, twice, and nothing where nothing waits", async () => {
      const { settlement, merchant, payer } = suite;
      const { factory, ref, source } = await withFactory(suite);
      const sweep = () => factory.sweep(merchant.address, ref, payer.address, [address]);
      await expect(sweep()).not.to.emit(factory, "SweepFailed");
      for (const times of [1n, 2n]) {
        await world.give(source, world.amount);
        await sweep();
        expect(await settlement.balanceOf(merchant.address, address)).to.deep.equal([
          times * world.amount,
          0n,
        ]);
        expect(await held(settlement)).to.equal(times * world.amount);
        expect(await world.token.balanceOf(source)).to.equal(0n);
      }
    });

    it("enters and leaves an Earn vault, to the unit", async () => {
      const vault = await earnVault(suite, address);
      await world.token.connect(suite.payer).approve(vault, world.amount);
      await vault.connect(suite.payer).deposit(world.amount, suite.payer.address);
      expect(await vault.balanceOf(suite.payer.address)).to.equal(world.amount * 1_000_000n);
      expect(await held(vault)).to.equal(world.amount);
      await vault.connect(suite.payer).withdraw(world.amount, suite.payer.address, suite.payer.address);
      expect(await held(suite.payer)).to.equal(world.amount);
      expect(await vault.totalSupply()).to.equal(0n);
    });
  });
}

describe("tokens of the real world: USDT with its fee switched on", () => {
  let suite: Suite;
  let world: Awaited<ReturnType<typeof withToken>>;
  let address: string;
  /** 0.19 % of 1,000.000007, rounded down: less than the highest fee of 49. */
  const fee = 1_900_000n;
  beforeEach(async () => {
    suite = await loadSuite();
    const kind = tokenKinds.find(({ name }) => name === "USDT");
    if (!kind) throw new Error("There is no USDT");
    world = await withToken(suite, kind);
    address = await world.token.getAddress();
  });

  const setFee = async (bps: number, wholeDollars: number) => {
    const tether = await suite.ethers.getContractAt("TetherToken", address);
    await tether.setParams(bps, wholeDollars);
  };
  /** The most that USDT allows. */
  const switchOn = () => setFee(19, 49);
  const switchOff = () => setFee(0, 0);
  const feeOf = (amount: bigint) => (amount * 19n) / 10_000n;
  const all = async () =>
    Promise.all(
      [suite.payer, suite.merchant, suite.escrow, suite.settlement].map(async (of) =>
        world.token.balanceOf(await of.getAddress()),
      ),
    );

  it("is refused by authorize, Settlement's deposit and the vault before anything changes", async () => {
    const { escrow, operator, collector, settlement, merchant, payer } = suite;
    await switchOn();
    const { amount, token } = world;
    const info = await preApproved(suite, { token: address, maxAmount: amount });
    const vault = await earnVault(suite, address);
    await token.connect(payer).approve(settlement, amount);
    await token.connect(payer).approve(vault, amount);
    const before = await all();
    for (const [call, by] of [
      [async () => escrow.connect(operator).authorize(info, amount, collector, PRE_APPROVAL), escrow],
      [async () => settlement.connect(payer).deposit(merchant.address, address, amount), settlement],
      [async () => vault.connect(payer).deposit(amount, payer.address), vault],
    ] as const) {
      await expect(call())
        .to.be.revertedWithCustomError(by, "InexactTransfer")
        .withArgs(address, amount, amount - fee);
    }
    expect(await all()).to.deep.equal(before);
    expect(await settlement.totalLiabilities(address)).to.equal(0n);
    expect(await vault.totalSupply()).to.equal(0n);
  });

  describe("between authorize and the next verb", () => {
    const account = () => suite.merchant.address;
    const payout = () => [{ account: account(), token: address, to: account(), amount: world.amount }];
    const batch = () => suite.ethers.id("a batch");

    /** Refused while the fee is on, with nothing changed, and done to the unit once it is off again. */
    async function refusedUntilOff(
      info: Terms,
      call: () => Promise<unknown>,
      error: readonly [by: BaseContract, error: string, ...args: unknown[]],
      receiver: string,
    ) {
      await switchOn();
      await expectRefused(suite, info, call, [...error]);
      await switchOff();
      await call();
      expect(await world.token.balanceOf(receiver)).to.equal(world.amount);
    }

    it("voids: the payer bears the fee of the way out", async () => {
      const { escrow, operator, payer, settlement } = suite;
      const info = await authorized(suite, { token: address, maxAmount: world.amount });
      await switchOn();
      await escrow.connect(operator).void(info);
      expect(await world.token.balanceOf(payer)).to.equal(world.amount - fee);
      expect(await escrow.totals(address)).to.deep.equal([0n, 0n]);
      expect(await settlement.totalLiabilities(address)).to.equal(0n);
    });

    it("captures to the unit, because no token moves", async () => {
      const { escrow, operator, settlement, merchant, feeReceiver } = suite;
      const info = await authorized(suite, { token: address, maxAmount: world.amount });
      await switchOn();
      await escrow.connect(operator).capture(info, world.amount, 333, feeReceiver.address);
      const share = (world.amount * 333n) / 10_000n;
      expect(await settlement.balanceOf(merchant.address, address)).to.deep.equal([world.amount - share, 0n]);
      expect(await settlement.balanceOf(feeReceiver.address, address)).to.deep.equal([share, 0n]);
      expect(await escrow.totals(address)).to.deep.equal([0n, world.amount]);
      expect(await world.token.balanceOf(escrow)).to.equal(world.amount);
    });

    it("refuses a refund from the balance", async () => {
      const { escrow, operator, ethers, payer } = suite;
      const info = await captured(suite, { token: address, maxAmount: world.amount });
      const call = async () => escrow.connect(operator).refund(info, world.amount, ethers.ZeroAddress, "0x");
      await refusedUntilOff(
        info,
        call,
        [suite.settlement, "TransferFailed", address, payer.address],
        payer.address,
      );
    });

    it("refuses a payout and a withdrawal while the escrow still owes the money", async () => {
      const { settlement, settler, merchant } = suite;
      const info = await captured(suite, { token: address, maxAmount: world.amount });
      const withdraw = async () => settlement.connect(merchant).withdraw(address, world.amount, account());
      await switchOn();
      await expectRefused(suite, info, withdraw, [settlement, "TransferFailed", address, account()]);
      await switchOff();
      const call = async () => settlement.connect(settler).payoutBatch(batch(), payout());
      await refusedUntilOff(
        info,
        call,
        [settlement, "Insolvent", address, world.amount - fee, world.amount],
        account(),
      );
    });

    it("pays out what Settlement has: the merchant bears the fee of the way out", async () => {
      const { settlement, settler, escrow, merchant } = suite;
      await captured(suite, { token: address, maxAmount: world.amount });
      await settlement.pull(escrow, address);
      await switchOn();
      await settlement.connect(settler).payoutBatch(batch(), payout());
      expect(await world.token.balanceOf(merchant)).to.equal(world.amount - fee);
      expect(await settlement.balanceOf(account(), address)).to.deep.equal([0n, 0n]);
      expect(await settlement.totalLiabilities(address)).to.equal(0n);
    });

    it("credits a sweep with what arrived", async () => {
      const { settlement, merchant, payer } = suite;
      const { factory, ref, source } = await withFactory(suite);
      await world.give(source, world.amount);
      await switchOn();
      await factory.sweep(merchant.address, ref, payer.address, [address]);
      const arrived = world.amount - fee;
      expect(await settlement.balanceOf(merchant.address, address)).to.deep.equal([arrived, 0n]);
      expect(await world.token.balanceOf(settlement)).to.equal(arrived);
    });

    it("refuses to enter an Earn vault, and lets those out who are in", async () => {
      const { payer } = suite;
      const vault = (await earnVault(suite, address)).connect(payer);
      await world.token.connect(payer).approve(vault, world.amount);
      await vault.deposit(world.amount / 2n, payer.address);
      await switchOn();
      const rest = world.amount - world.amount / 2n;
      const shares = await vault.totalSupply();
      await expect(vault.deposit(rest, payer.address))
        .to.be.revertedWithCustomError(vault, "InexactTransfer")
        .withArgs(address, rest, rest - feeOf(rest));
      expect(await vault.totalSupply()).to.equal(shares);
      expect(await world.token.balanceOf(payer)).to.equal(rest);
      await vault.withdraw(world.amount / 2n, payer.address, payer.address);
      expect(await world.token.balanceOf(payer)).to.equal(world.amount - feeOf(world.amount / 2n));
      expect(await vault.totalSupply()).to.equal(0n);
    });
  });
});

async function earnVault({ ethers, accessManager, settlement, admin }: Suite, token: string) {
  return ethers.deployContract("EarnVault", [
    accessManager,
    token,
    settlement,
    admin.address,
    WINDOW_SECONDS,
    "Tallystick Earn",
    "tsEarn",
  ]);
}
