import { expect } from "chai";
import { id, keccak256 } from "ethers";
import { refusals } from "../fixtures/denyList.js";
import { installDeposits, NATIVE, REF } from "../fixtures/deposits.js";
import { loadSuite } from "../fixtures/loadSuite.js";
import type { Suite } from "../fixtures/suite.js";

describe("DepositFactory", () => {
  let suite: Suite;
  let world: Awaited<ReturnType<typeof installDeposits>>;
  let account: string;
  let refundTo: string;
  let token: string;
  beforeEach(async () => {
    suite = await loadSuite();
    world = await installDeposits(suite);
    [account, refundTo] = [suite.merchant.address, suite.payer.address];
    token = await world.plain.getAddress();
  });

  const sweep = (tokens: readonly string[] = [token]) =>
    world.factory.connect(suite.stranger).sweep(account, REF, refundTo, [...tokens]);
  const credited = (of = token) => world.ledger.credited(account, of);
  const pay = (amount: bigint, to = world.deposit) => world.plain.mint(to, amount);

  it("D1 predicts the address that is deployed, from account, reference and refund address", async () => {
    const { factory, deposit } = world;
    const { ethers } = suite;
    const salt = keccak256(
      ethers.AbiCoder.defaultAbiCoder().encode(["address", "bytes32", "address"], [account, REF, refundTo]),
    );
    const implementation = (await factory.implementation()).slice(2).toLowerCase();
    const code = `0x3d602d80600a3d3981f3363d3d373d3d3d363d73${implementation}5af43d82803e903d91602b57fd5bf3`;
    expect(ethers.getCreate2Address(await factory.getAddress(), salt, keccak256(code))).to.equal(deposit);
    expect(await ethers.provider.getCode(deposit)).to.equal("0x");
    await pay(5n);
    await sweep();
    expect(await ethers.provider.getCode(deposit)).to.equal(`0x${code.slice(22)}`);
    for (const other of [
      factory.addressOf(refundTo, REF, refundTo),
      factory.addressOf(account, id("another"), refundTo),
      factory.addressOf(account, REF, account),
    ]) {
      expect(await other).to.not.equal(deposit);
    }
    await expect(factory.addressOf(account, REF, NATIVE)).to.be.revertedWithCustomError(
      factory,
      "RefundAddressMissing",
    );
  });

  it("D2 credits what arrived, again and again, and nothing where nothing waits", async () => {
    const { factory, deposit, ledger, plain } = world;
    await pay(5n);
    await expect(sweep()).to.emit(factory, "DepositSwept").withArgs(account, REF, token, deposit, 5n, false);
    await pay(7n);
    await sweep();
    expect(await credited()).to.equal(12n);
    expect(await ledger.creditedUnder(REF)).to.equal(12n);
    expect(await plain.balanceOf(await ledger.getAddress())).to.equal(12n);
    expect(await plain.balanceOf(deposit)).to.equal(0n);
    await expect(sweep()).not.to.emit(factory, "DepositSwept");
    expect(await credited()).to.equal(12n);
  });

  it("D2 deploys nothing where nothing waits", async () => {
    await sweep([token, NATIVE]);
    expect(await suite.ethers.provider.getCode(world.deposit)).to.equal("0x");
  });

  it("D2 credits less of a token with a fee on transfer, and a token that returns nothing in full", async () => {
    const { deposit } = world;
    const fee = await suite.ethers.deployContract("FeeOnTransferToken");
    const silent = await suite.ethers.deployContract("NoReturnToken");
    await fee.mint(deposit, 1_000n);
    await silent.mint(deposit, 3n);
    const [feeAddress, silentAddress] = [await fee.getAddress(), await silent.getAddress()];
    await sweep([feeAddress, silentAddress]);
    expect(await credited(feeAddress)).to.equal(990n);
    expect(await credited(silentAddress)).to.equal(3n);
  });

  it("wraps native coin, sent before and after the address has code", async () => {
    const { coin, deposit, factory, ledger } = world;
    const { payer } = suite;
    const wrapped = await coin.getAddress();
    for (const value of [10n, 20n]) {
      await payer.sendTransaction({ to: deposit, value });
      await expect(sweep([NATIVE]))
        .to.emit(factory, "DepositSwept")
        .withArgs(account, REF, wrapped, deposit, value, false);
    }
    expect(await credited(wrapped)).to.equal(30n);
    expect(await coin.balanceOf(await ledger.getAddress())).to.equal(30n);
    expect(await suite.ethers.provider.getBalance(deposit)).to.equal(0n);
  });

  it("sweeps many addresses and tokens at once", async () => {
    const { factory, plain, ledger } = world;
    const refs = [id("a"), id("b"), id("c")];
    const other = await suite.token.getAddress();
    const deposits = [];
    for (const [i, ref] of refs.entries()) {
      const to = await factory.addressOf(account, ref, refundTo);
      await plain.mint(to, BigInt(i + 1));
      await suite.token.mint(to, 10n);
      deposits.push({ account, ref, refundTo });
    }
    for (const of of [token, other]) await factory.connect(suite.stranger).sweepBatch(of, deposits);
    expect(await credited()).to.equal(6n);
    expect(await credited(other)).to.equal(30n);
    expect(await ledger.creditedUnder(refs[2] ?? "")).to.equal(13n);
  });

  for (const kind of ["Revert", "ReturnFalse", "ReturnBomb"] as const) {
    it(`D2 leaves a token alone that refuses by ${kind}, and goes on`, async () => {
      const { deposit, factory, ledger } = world;
      const bad = await suite.ethers.deployContract("DenyListToken");
      const badAddress = await bad.getAddress();
      await bad.mint(deposit, 9n);
      await bad.deny(await ledger.getAddress(), refusals[kind]);
      await pay(5n);
      await expect(sweep([badAddress, token]))
        .to.emit(factory, "SweepFailed")
        .withArgs(deposit, badAddress);
      expect(await bad.balanceOf(deposit)).to.equal(9n);
      expect(await credited()).to.equal(5n);
    });
  }

  it("D2 goes on after tokens that burn gas or do not exist, and where Settlement refuses", async () => {
    const { deposit, factory, ledger } = world;
    const burning = await suite.ethers.deployContract("BurningToken");
    const burningAddress = await burning.getAddress();
    await burning.mint(deposit, 9n);
    await pay(5n);
    const swept = sweep([burningAddress, suite.stranger.address, token]);
    await expect(swept).to.emit(factory, "SweepFailed").withArgs(deposit, burningAddress);
    await expect(swept).to.emit(factory, "SweepFailed").withArgs(deposit, suite.stranger.address);
    expect(await credited()).to.equal(5n);
    await ledger.refuse(account);
    await pay(4n);
    await expect(sweep()).to.emit(factory, "SweepFailed").withArgs(deposit, token);
    expect(await world.plain.balanceOf(deposit)).to.equal(4n);
  });

  it("D2 sweeps a batch one by one when one of it cannot be swept with the others", async () => {
    const { factory, ledger, plain } = world;
    const fee = await suite.ethers.deployContract("FeeOnTransferToken");
    const feeAddress = await fee.getAddress();
    const deposits = [];
    for (const [i, of] of [account, refundTo, account].entries()) {
      const deposit = { account: of, ref: id(`${i}`), refundTo };
      const to = await factory.addressOf(of, deposit.ref, refundTo);
      await fee.mint(to, 1_000n * BigInt(i + 1));
      await pay(BigInt(i + 1), to);
      deposits.push(deposit);
    }
    const second = await factory.addressOf(refundTo, id("1"), refundTo);
    await ledger.refuse(refundTo);
    for (const of of [feeAddress, token]) {
      await expect(factory.connect(suite.stranger).sweepBatch(of, deposits))
        .to.emit(factory, "SweepFailed")
        .withArgs(second, of);
    }
    expect(await credited(feeAddress)).to.equal(990n + 2_970n);
    expect(await credited()).to.equal(1n + 3n);
    expect(await plain.balanceOf(second)).to.equal(2n);
    expect(await suite.ethers.provider.getCode(second)).to.equal("0x");
  });

  it("D2 credits an address once that is named twice", async () => {
    const { factory } = world;
    await pay(5n);
    const deposit = { account, ref: REF, refundTo };
    await factory.connect(suite.stranger).sweepBatch(token, [deposit, deposit]);
    expect(await credited()).to.equal(5n);
  });

  it("refuses to begin a token without the gas to sweep it", async () => {
    await pay(5n);
    const { factory } = world;
    const call = factory
      .connect(suite.stranger)
      .sweep(account, REF, refundTo, [token], { gasLimit: 1_700_000 });
    await expect(call).to.be.revertedWithCustomError(factory, "InsufficientGas");
    expect(await credited()).to.equal(0n);
  });

  it("G3 refuses a token that calls back", async () => {
    const { factory, deposit } = world;
    const evil = await suite.ethers.deployContract("ReentrantToken");
    const address = await evil.getAddress();
    await evil.mint(deposit, 8n);
    const call = factory.interface.encodeFunctionData("sweep", [account, REF, refundTo, [address]]);
    await evil.arm(await factory.getAddress(), call);
    await sweep([address]);
    expect(await evil.fired()).to.equal(true);
    expect(await evil.succeeded()).to.equal(false);
    expect(await credited(address)).to.equal(8n);
  });

  it("D1 lets nobody else move money of an address", async () => {
    const { factory, deposit, coin } = world;
    await pay(5n);
    await sweep();
    await pay(5n);
    const target = await suite.ethers.getContractAt("DepositAddress", deposit);
    const stranger = suite.stranger.address;
    const by = target.connect(suite.stranger);
    for (const call of [
      () => by.forward(token, stranger, 5n),
      () => by.forwardNative(stranger, 0n),
      () => by.wrap(coin),
    ]) {
      await expect(call()).to.be.revertedWithCustomError(target, "OnlyFactory").withArgs(stranger);
    }
    await expect(
      factory.connect(suite.stranger).sweepToken(token, [{ account: stranger, ref: REF, refundTo }]),
    )
      .to.be.revertedWithCustomError(factory, "InvalidSender")
      .withArgs(stranger, await factory.getAddress());
    expect(await world.plain.balanceOf(deposit)).to.equal(5n);
  });
});
