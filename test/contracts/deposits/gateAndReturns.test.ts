import { expect } from "chai";
import { id } from "ethers";
import { installDeposits, NATIVE, REF } from "../fixtures/deposits.js";
import { bit, installGate, NEVER } from "../fixtures/gate.js";
import { loadSuite } from "../fixtures/loadSuite.js";
import { AMOUNT } from "../fixtures/paymentInfo.js";
import type { Suite } from "../fixtures/suite.js";

describe("DepositFactory: gate and returns", () => {
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

  describe("behind a gate", () => {
    const gated = async () => {
      const { gate, oracle } = await installGate(suite);
      await world.factory.connect(suite.admin).setGate(gate);
      return { gate: gate.connect(suite.admin), oracle };
    };

    it("K1 leaves money at its address while the account is blocked or the reference held", async () => {
      const { factory, deposit, plain } = world;
      const { gate, oracle } = await gated();
      await pay(5n);
      const held = async () => {
        await expect(sweep())
          .to.emit(factory, "DepositSwept")
          .withArgs(account, REF, token, deposit, 5n, true);
        expect(await plain.balanceOf(deposit)).to.equal(5n);
        expect(await suite.ethers.provider.getCode(deposit)).to.equal("0x");
      };
      await oracle.list(account, true);
      await held();
      await oracle.list(account, false);
      await gate.setHold(REF, true);
      await held();
      await gate.setHold(REF, false);
      await sweep();
      expect(await credited()).to.equal(5n);
    });

    it("K1 goes on with the rest of a batch", async () => {
      const { factory, plain } = world;
      const { gate } = await gated();
      const free = id("free");
      await pay(5n);
      await pay(6n, await factory.addressOf(account, free, refundTo));
      await gate.setHold(REF, true);
      await factory.sweepBatch(token, [
        { account, ref: REF, refundTo },
        { account, ref: free, refundTo },
      ]);
      expect(await credited()).to.equal(6n);
      expect(await plain.balanceOf(world.deposit)).to.equal(5n);
    });

    it("K1 credits quarantined what the gate quarantines", async () => {
      const { gate } = await gated();
      await gate.setFlag(account, 0, bit("Sweep"), NEVER);
      await pay(5n);
      await sweep();
      expect(await credited()).to.equal(0n);
      expect(await world.ledger.quarantined(account, token)).to.equal(5n);
    });

    it("K2 holds everything while the gate fails, and returns it nevertheless", async () => {
      const { factory, plain } = world;
      await factory.connect(suite.admin).setGate(await suite.ethers.deployContract("BurningGate"));
      await pay(5n);
      await sweep();
      expect(await credited()).to.equal(0n);
      await factory.connect(suite.admin).returnDeposit(account, REF, refundTo, token);
      expect(await plain.balanceOf(refundTo)).to.equal(5n);
    });

    it("pauses sweeps, and no return", async () => {
      const { factory, plain } = world;
      await pay(5n);
      await factory.connect(suite.admin).pauseEntry();
      await expect(sweep()).to.be.revertedWithCustomError(factory, "EntryPaused");
      await factory.connect(suite.admin).returnDeposit(account, REF, refundTo, token);
      expect(await plain.balanceOf(refundTo)).to.equal(5n);
    });
  });

  describe("returnDeposit", () => {
    it("D1 returns tokens and native coin to the refund address only", async () => {
      const { factory, deposit, plain } = world;
      await pay(AMOUNT);
      await suite.stranger.sendTransaction({ to: deposit, value: 33n });
      const by = factory.connect(suite.admin);
      await expect(by.returnDeposit(account, REF, refundTo, token))
        .to.emit(factory, "DepositReturned")
        .withArgs(deposit, token, refundTo, AMOUNT);
      const before = await suite.ethers.provider.getBalance(refundTo);
      await by.returnDeposit(account, REF, refundTo, NATIVE);
      expect((await suite.ethers.provider.getBalance(refundTo)) - before).to.equal(33n);
      expect(await plain.balanceOf(refundTo)).to.equal(AMOUNT);
      expect(await credited()).to.equal(0n);
    });

    it("refuses when nothing waits, without a refund address, and everyone without the role", async () => {
      const { factory, deposit } = world;
      const by = factory.connect(suite.admin);
      await expect(by.returnDeposit(account, REF, refundTo, token))
        .to.be.revertedWithCustomError(factory, "NothingToReturn")
        .withArgs(deposit, token);
      await expect(by.returnDeposit(account, REF, NATIVE, token)).to.be.revertedWithCustomError(
        factory,
        "RefundAddressMissing",
      );
      await pay(5n);
      await expect(
        factory.connect(suite.stranger).returnDeposit(account, REF, refundTo, token),
      ).to.be.revertedWithCustomError(factory, "AccessManagedUnauthorized");
      expect(await world.plain.balanceOf(deposit)).to.equal(5n);
    });
  });
});
