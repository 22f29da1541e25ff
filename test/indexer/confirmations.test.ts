import { expect } from "chai";
import type { Hex } from "../../src/kernel/ids/chainIds.ts";
import { capturePayment, type Payment, voidPayment } from "../../src/modules/payments/index.ts";
import { databaseKind } from "../fixtures/database.ts";
import { refused } from "../fixtures/refused.ts";
import { startTestChain, type TestChain } from "../fixtures/testChain.ts";
import { FINALITY_DEPTH, hiding } from "./followWorld.ts";
import { capturesOf, openPaidWorld, type PaidWorld } from "./paidWorld.ts";

const TIERS = [
  { below: "100", blocks: 1 },
  { below: "1000", blocks: 3 },
  // More than it takes to be final, as where the nodes' tag is faster than the tier.
  { below: null, blocks: FINALITY_DEPTH + 4 },
];

describe(`confirmations by amount on a chain (${databaseKind})`, () => {
  let chain: TestChain;
  let world: PaidWorld;
  let clean: unknown;

  before(async () => {
    chain = await startTestChain();
  });
  after(() => chain.close());
  beforeEach(async () => {
    clean = await chain.rpc.request("evm_snapshot");
    world = await openPaidWorld(chain, TIERS);
    await chain.mine(FINALITY_DEPTH + 1);
  });
  afterEach(async () => {
    await world.close();
    await chain.rpc.request("evm_revert", [clean]);
  });

  async function mineAndFollow(blocks = 1, follower = world.follower()): Promise<void> {
    await chain.mine(blocks);
    await world.settle(follower);
  }
  const capture = (payment: Payment) =>
    world.inTx((tx) => capturePayment(tx, { ...world.owner, paymentId: payment.id }, world.payments));
  const giveBack = (payment: Payment) =>
    world.inTx((tx) => voidPayment(tx, { ...world.owner, paymentId: payment.id }, world.payments));

  it("counts a smaller amount in its own block, and captures it by itself", async () => {
    const small = await world.pay({ amount: "99.999999", captureMethod: "AUTOMATIC" });
    await mineAndFollow();
    expect(await world.state(small.payment)).to.equal("REQUIRES_CAPTURE 99999999");
    expect(await world.told(small.payment)).to.deep.equal([
      "payment.confirming",
      "payment.authorized",
      "payment.capture_requested",
    ]);
  });

  it("counts a larger amount in the third block, and captures it by itself then, once", async () => {
    const large = await world.pay({ amount: "100", captureMethod: "AUTOMATIC" });
    for (let block = 1; block <= 2; block++) {
      await mineAndFollow();
      expect([block, await world.state(large.payment)]).to.deep.equal([block, "CONFIRMING 0"]);
    }
    expect(await world.told(large.payment)).to.deep.equal(["payment.confirming"]);
    await mineAndFollow();
    expect(await world.state(large.payment)).to.equal("REQUIRES_CAPTURE 100000000");
    await mineAndFollow(FINALITY_DEPTH + 1);
    expect(await capturesOf(world, large.payment)).to.deep.equal([100_000_000n]);
    expect(await world.told(large.payment)).to.deep.equal([
      "payment.confirming",
      "payment.authorized",
      "payment.capture_requested",
    ]);
  });

  it("counts at once what is met in the past", async () => {
    const large = await world.pay({ amount: "100", captureMethod: "AUTOMATIC" });
    await mineAndFollow(FINALITY_DEPTH + 5);
    expect(await world.state(large.payment)).to.equal("REQUIRES_CAPTURE 100000000");
    expect(await capturesOf(world, large.payment)).to.deep.equal([100_000_000n]);
  });

  it("counts in a final block, however many blocks the tier asks for", async () => {
    const huge = await world.pay({ amount: "1000", captureMethod: "AUTOMATIC" });
    await mineAndFollow(FINALITY_DEPTH);
    expect(await world.state(huge.payment)).to.equal("CONFIRMING 0");
    await mineAndFollow();
    expect(await world.state(huge.payment)).to.equal("REQUIRES_CAPTURE 1000000000");
    expect((await world.told(huge.payment)).slice(-2)).to.deep.equal([
      "payment.authorized",
      "payment.capture_requested",
    ]);
  });

  it("refuses captures and voids until then, and changes nothing", async () => {
    const { payment } = await world.pay({ amount: "100", captureMethod: "MANUAL" });
    await mineAndFollow(2);
    const before = await world.now(payment);
    expect(before.amounts.authorized).to.equal(100_000_000n);
    await refused("INVALID_STATE", () => capture(payment));
    await refused("INVALID_STATE", () => giveBack(payment));
    expect(await world.now(payment)).to.deep.equal(before);
    await mineAndFollow();
    await capture(payment);
    expect(await world.state(payment)).to.equal("REQUIRES_CAPTURE 100000000");
  });

  it("begins to count anew when a reorg puts the authorization into another block", async () => {
    await world.settle(world.follower());
    const branch = await chain.rpc.request("evm_snapshot");
    const { timestamp } = await chain.reader.head();
    const { payment, raws } = await world.pay({ amount: "100", captureMethod: "AUTOMATIC" });
    await mineAndFollow(2);
    expect(await world.state(payment)).to.equal("CONFIRMING 0");

    await chain.rpc.request("evm_revert", [branch]);
    for (let block = 0; block < 2; block++) await mineAt(timestamp + 100 + block);
    await resend(raws);
    await mineAt(timestamp + 102);
    await world.settle(world.follower());
    // Without the reorg this head would be the authorization's third block; it is its first.
    expect(await world.state(payment)).to.equal("CONFIRMING 0");
    await mineAndFollow();
    expect(await world.state(payment)).to.equal("CONFIRMING 0");
    await mineAndFollow();
    expect(await world.state(payment)).to.equal("REQUIRES_CAPTURE 100000000");
  });

  it("holds back a capture that was asked for while its authorization begins anew", async () => {
    await world.settle(world.follower());
    const branch = await chain.rpc.request("evm_snapshot");
    const { timestamp } = await chain.reader.head();
    const { payment, raws } = await world.pay({ amount: "100", captureMethod: "AUTOMATIC" });
    await mineAndFollow(3);
    expect(await world.state(payment)).to.equal("REQUIRES_CAPTURE 100000000");

    await chain.rpc.request("evm_revert", [branch]);
    for (let block = 0; block < 3; block++) await mineAt(timestamp + 100 + block);
    await resend(raws);
    await mineAt(timestamp + 103);
    await world.settle(world.follower());
    expect(await world.state(payment)).to.equal("CONFIRMING 100000000");
    expect(await world.submitCaptures()).to.equal(0);
    await mineAndFollow(2);
    expect(await world.state(payment)).to.equal("REQUIRES_CAPTURE 100000000");
    expect(await capturesOf(world, payment)).to.deep.equal([100_000_000n]);
    expect(await world.submitCaptures()).to.equal(1);
  });

  it("keeps what counts when only the blocks upon it are replaced by fewer", async () => {
    const { payment } = await world.pay({ amount: "100", captureMethod: "MANUAL" });
    await mineAndFollow();
    const branch = await chain.rpc.request("evm_snapshot");
    const { timestamp } = await chain.reader.head();
    await mineAndFollow(2);
    expect(await world.state(payment)).to.equal("REQUIRES_CAPTURE 0");
    await chain.rpc.request("evm_revert", [branch]);
    await mineAt(timestamp + 100);
    await world.settle(world.follower());
    expect(await world.state(payment)).to.equal("REQUIRES_CAPTURE 0");
  });

  it("lets what a rescan finds wait just so, and captures what has its blocks by itself", async () => {
    const old = await world.pay({ amount: "100", captureMethod: "AUTOMATIC" });
    await chain.mine();
    const { number: first } = await chain.reader.head();
    await chain.mine(1);
    const young = await world.pay({ amount: "250", captureMethod: "AUTOMATIC" });
    await mineAndFollow(1, world.follower(hiding(chain.reader, [first, first + 2])));
    expect([await world.state(old.payment), await world.state(young.payment)]).to.deep.equal([
      "CONFIRMING 0",
      "CONFIRMING 0",
    ]);
    expect(await world.rescan(first)).to.include({ added: 2, undone: 0 });
    expect(await world.state(old.payment)).to.equal("REQUIRES_CAPTURE 100000000");
    expect(await world.state(young.payment)).to.equal("CONFIRMING 0");
    expect((await world.now(young.payment)).amounts.authorized).to.equal(250_000_000n);
    await mineAndFollow(2);
    expect(await world.state(young.payment)).to.equal("REQUIRES_CAPTURE 250000000");
  });

  const mineAt = (timestamp: number) => chain.rpc.request("evm_mine", [`0x${timestamp.toString(16)}`]);
  async function resend(raws: readonly Hex[]): Promise<void> {
    for (const raw of raws) await chain.rpc.request("eth_sendRawTransaction", [raw]);
  }
});
