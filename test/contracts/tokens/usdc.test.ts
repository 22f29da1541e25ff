import { expect } from "chai";
import type { Contract } from "ethers";
import { captured, collectorData, method } from "../fixtures/collect.js";
import { loadSuite } from "../fixtures/loadSuite.js";
import { termsOf } from "../fixtures/paymentInfo.js";
import { tokenKinds, withFactory, withToken } from "../fixtures/realTokens.js";
import { worldOf } from "../fixtures/refusal.js";
import { byErc2612 } from "../fixtures/signatures.js";
import type { Suite } from "../fixtures/suite.js";
import { usdcAt } from "../fixtures/usdc.js";

describe("USDC 2.2", () => {
  let suite: Suite;
  let world: Awaited<ReturnType<typeof withToken>>;
  let address: string;
  let usdc: Contract;
  beforeEach(async () => {
    suite = await loadSuite();
    const kind = tokenKinds.find(({ name }) => name === "USDC 2.2");
    if (!kind) throw new Error("There is no USDC");
    world = await withToken(suite, kind);
    address = await world.token.getAddress();
    usdc = usdcAt(address, suite.admin);
  });

  const by = (name: string, ...args: unknown[]) => usdc.getFunction(name)(...args);

  it("is collected by the payer's EIP-3009 signature alone", async () => {
    const { escrow, operator, collector, payer, ethers } = suite;
    await world.token.connect(payer).approve(collector, 0n);
    const terms = await termsOf(suite, { token: address, maxAmount: world.amount });
    const { chainId } = await ethers.provider.getNetwork();
    const signature = await payer.signTypedData(
      { name: "USD Coin", version: "2", chainId, verifyingContract: address },
      {
        ReceiveWithAuthorization: [
          { name: "from", type: "address" },
          { name: "to", type: "address" },
          { name: "value", type: "uint256" },
          { name: "validAfter", type: "uint256" },
          { name: "validBefore", type: "uint256" },
          { name: "nonce", type: "bytes32" },
        ],
      },
      {
        from: payer.address,
        to: await collector.getAddress(),
        value: world.amount,
        validAfter: 0,
        validBefore: terms.preApprovalExpiry,
        nonce: await escrow.getHash({ ...terms, payer: ethers.ZeroAddress }),
      },
    );
    const data = collectorData(method.Erc3009, signature);
    await escrow.connect(operator).authorize(terms, world.amount - 1n, collector, data);
    expect(await world.token.balanceOf(escrow)).to.equal(world.amount - 1n);
    expect(await world.token.balanceOf(payer)).to.equal(1n);
    expect(await world.token.balanceOf(collector)).to.equal(0n);
  });

  it("is collected by an EIP-2612 permit, of an account and of a smart wallet", async () => {
    const { escrow, operator, collector, payer, ethers } = suite;
    await world.token.connect(payer).approve(collector, 0n);
    const wallet = await ethers.deployContract("OwnerWallet", [payer.address]);
    await world.give(await wallet.getAddress(), world.amount);
    const { chainId } = await ethers.provider.getNetwork();
    const domain = { name: "USD Coin", version: "2", chainId, verifyingContract: address };
    for (const [of, prefix] of [
      [payer.address, "0x"],
      [await wallet.getAddress(), "0x00"],
    ] as const) {
      const terms = await termsOf(suite, { payer: of, token: address, maxAmount: world.amount });
      const data = await byErc2612(suite, terms, { domain, prefix });
      await escrow.connect(operator).authorize(terms, world.amount, collector, data);
      expect(await world.token.balanceOf(of)).to.equal(0n);
      expect(await world.token.allowance(of, collector)).to.equal(0n);
    }
    expect(await world.token.balanceOf(escrow)).to.equal(2n * world.amount);
  });

  it("S4 fails the payout to a blacklisted recipient alone, and keeps its money", async () => {
    const { settlement, settler, merchant, ethers } = suite;
    await captured(suite, { token: address, maxAmount: world.amount });
    await by("blacklist", merchant.address);
    const account = merchant.address;
    const payout = settlement
      .connect(settler)
      .payoutBatch(ethers.id("a batch"), [{ account, token: address, to: account, amount: 1n }]);
    await expect(payout).to.emit(settlement, "PayoutFailed");
    expect(await settlement.balanceOf(account, address)).to.deep.equal([world.amount, 0n]);
    expect(await world.token.balanceOf(account)).to.equal(0n);
  });

  it("D2 leaves a blacklisted deposit address alone, and sweeps the rest of the batch", async () => {
    const { settlement, merchant, payer, ethers } = suite;
    const { factory, ref, source } = await withFactory(suite);
    const deposits = [ref, ethers.id("order 8")].map((of) => ({
      account: merchant.address,
      ref: of,
      refundTo: payer.address,
    }));
    await world.give(source, 5n);
    await world.give(await factory.addressOf(merchant.address, ethers.id("order 8"), payer.address), 6n);
    await by("blacklist", source);
    await expect(factory.sweepBatch(address, deposits))
      .to.emit(factory, "SweepFailed")
      .withArgs(source, address);
    expect(await settlement.balanceOf(merchant.address, address)).to.deep.equal([6n, 0n]);
    expect(await world.token.balanceOf(source)).to.equal(5n);
    await by("unBlacklist", source);
    await factory.sweepBatch(address, deposits);
    expect(await settlement.balanceOf(merchant.address, address)).to.deep.equal([11n, 0n]);
  });

  it("refuses withdrawals while it is paused, and changes nothing", async () => {
    const { settlement, merchant } = suite;
    const terms = await captured(suite, { token: address, maxAmount: world.amount });
    await by("pause");
    const call = () => settlement.connect(merchant).withdraw(address, 1n, merchant.address);
    const before = await worldOf(suite, terms);
    await expect(call()).to.be.revertedWith("Pausable: paused");
    expect(await worldOf(suite, terms)).to.deep.equal(before);
    await by("unpause");
    await call();
    expect(await world.token.balanceOf(merchant)).to.equal(1n);
  });
});
