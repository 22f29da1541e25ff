import { expect } from "chai";
import { authorized, captured, PRE_APPROVAL, preApproved } from "../fixtures/collect.js";
import { loadSuite } from "../fixtures/loadSuite.js";
import { tokenKinds, withFactory, withToken } from "../fixtures/realTokens.js";
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

  const switchOn = async () => {
    const tether = await suite.ethers.getContractAt("TetherToken", address);
    await tether.setParams(19, 49);
  };
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

  it("credits a sweep with what arrived", async () => {
    const { settlement, merchant, payer } = suite;
    const { factory, ref, source } = await withFactory(suite);
    await switchOn();
    await world.give(source, world.amount);
    await factory.sweep(merchant.address, ref, payer.address, [address]);
    const arrived = world.amount - fee;
    expect(await settlement.balanceOf(merchant.address, address)).to.deep.equal([arrived, 0n]);
    expect(await world.token.balanceOf(settlement)).to.equal(arrived);
  });

  it("leaves money held before to its owner, who bears the fee of the way out", async () => {
    const { escrow, operator, payer, settlement } = suite;
    const info = await authorized(suite, { token: address, maxAmount: world.amount });
    await switchOn();
    await escrow.connect(operator).void(info);
    expect(await world.token.balanceOf(payer)).to.equal(world.amount - fee);
    expect(await escrow.totals(address)).to.deep.equal([0n, 0n]);
    expect(await settlement.totalLiabilities(address)).to.equal(0n);
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
