import { expect } from "chai";
import { ZERO_ADDRESS } from "../../../src/kernel/ids/chainIds.ts";
import { readLaneHealth } from "../../../src/modules/transactions/index.ts";
import { databaseKind } from "../../fixtures/database.ts";
import { overriding } from "../../fixtures/overriding.ts";
import { signed } from "../../fixtures/signed.ts";
import { startTestChain, type TestChain, transferCall } from "../../fixtures/testChain.ts";
import { FINALITY_DEPTH, later, openSendingWorld, type SendingWorld } from "./sendingWorld.ts";

describe(`sendTransactions (${databaseKind})`, () => {
  let chain: TestChain;
  let world: SendingWorld;
  let sink: SendingWorld["chain"]["dollar"];
  let snapshot: unknown;

  before(async () => {
    chain = await startTestChain();
    sink = chain.wallets[5]?.address as typeof sink;
  });
  after(() => chain.close());

  beforeEach(async () => {
    snapshot = await chain.rpc.request("evm_snapshot");
    world = await openSendingWorld(chain);
  });
  afterEach(async () => {
    await world.close();
    await chain.rpc.request("evm_revert", [snapshot]);
  });

  it("takes a planned call to FINAL", async () => {
    const { id } = await world.plan(transferCall(chain, sink, 7n));

    await world.pass();
    const sent = await world.read(id);
    expect(sent.status).to.equal("BROADCAST");
    expect(sent.signer).to.equal(chain.signers.capture.address);
    expect(await chain.dollarsOf(sink)).to.equal(0n);

    await chain.mine();
    await world.pass();
    const mined = await world.read(id);
    expect(mined.status).to.equal("MINED");
    expect(mined.hash).to.equal(sent.hash);
    expect(await chain.dollarsOf(sink)).to.equal(7n);

    await chain.mine(FINALITY_DEPTH - 1);
    await world.pass();
    expect((await world.read(id)).status).to.equal("MINED");
    await chain.mine();
    await world.pass();
    expect((await world.read(id)).status).to.equal("FINAL");
    expect(world.deaths).to.deep.equal([]);
  });

  it("refuses what the contract refuses, without a nonce, once it is old enough", async () => {
    const { id } = await world.plan(transferCall(chain, sink, 10n ** 15n));
    const other = await world.plan(transferCall(chain, sink, 1n));

    await world.pass();
    expect((await world.read(id)).status).to.equal("PLANNED");
    expect((await world.read(other.id)).status).to.equal("BROADCAST");

    later(world, 2_000);
    await world.pass();
    const refused = await world.read(id);
    expect(refused).to.include({ status: "REFUSED", nonce: null, failure: "ERC20InsufficientBalance" });
    expect(world.deaths.map((dead) => dead.id)).to.deep.equal([id]);
  });

  it("refuses nothing while the node cannot be asked", async () => {
    const { id } = await world.plan(transferCall(chain, sink, 10n ** 15n));
    later(world, 60_000);
    const gateway = overriding(world.gateway, { simulate: () => Promise.reject(new Error("no answer")) });
    await world.pass({ gateway }).then(
      () => expect.fail("the lane failed"),
      (error) => expect(error.message).to.equal("no answer"),
    );
    expect((await world.read(id)).status).to.equal("PLANNED");
    expect(world.notices.map(({ kind }) => kind)).to.deep.equal(["LANE_FAILED"]);
    expect(world.deaths).to.deep.equal([]);
  });

  it("goes back to BROADCAST when the block is reorged, and is mined again", async () => {
    const before = await chain.rpc.request("evm_snapshot");
    const { id } = await world.plan(transferCall(chain, sink, 3n));
    await world.pass();
    await chain.mine(2);
    await world.pass();
    const first = await world.read(id);
    expect(first.status).to.equal("MINED");

    await chain.rpc.request("evm_revert", [before]);
    await chain.mine(3);
    await world.pass();
    expect((await world.read(id)).status).to.equal("BROADCAST");
    await chain.mine();
    await world.pass();
    const second = await world.read(id);
    expect(second.status).to.equal("MINED");
    expect(second.hash).to.equal(first.hash);
    expect(second.minedIn?.hash).not.to.equal(first.minedIn?.hash);
    expect(await chain.dollarsOf(sink)).to.equal(3n);
  });

  it("sends again what was final when a reorg deeper than finality takes it", async () => {
    const before = await chain.rpc.request("evm_snapshot");
    const { id } = await world.plan(transferCall(chain, sink, 3n));
    await world.pass();
    await chain.mine(FINALITY_DEPTH + 1);
    await world.pass();
    expect((await world.read(id)).status).to.equal("FINAL");

    await chain.rpc.request("evm_revert", [before]);
    await chain.mine(FINALITY_DEPTH + 2);
    later(world, 60_000);
    await world.pass();
    expect((await world.read(id)).status).to.equal("BROADCAST");
    await world.pass();
    await chain.mine(FINALITY_DEPTH + 1);
    await world.pass();
    expect(await chain.dollarsOf(sink)).to.equal(3n);
    expect((await world.read(id)).status).to.equal("FINAL");
    expect(world.notices.map(({ kind }) => kind)).to.include("UNDONE");
  });

  it("is proven dead after all when its nonce goes elsewhere where a final block stood", async () => {
    const before = await chain.rpc.request("evm_snapshot");
    const { id } = await world.plan(transferCall(chain, sink, 3n));
    await world.pass();
    await chain.mine(FINALITY_DEPTH + 1);
    await world.pass();
    const { nonce, minedIn } = await world.read(id);
    if (!minedIn) throw new Error("it is final");

    await chain.rpc.request("evm_revert", [before]);
    const foreign = await signed(world.gateway, chain.signers.capture.address, {
      call: transferCall(chain, ZERO_ADDRESS, 0n),
      nonce: Number(nonce),
      gasLimit: 60_000n,
      fees: { maxFeePerGas: 10n ** 11n, maxPriorityFeePerGas: 10n ** 10n },
    });
    await chain.rpc.request("eth_sendRawTransaction", [foreign.raw]);
    await chain.mine(FINALITY_DEPTH + 2);
    await world.orphan(minedIn); // as the indexer does
    later(world, 60_000);
    for (let pass = 0; pass < 3; pass++) await world.pass();
    expect((await world.read(id)).status).to.equal("BROADCAST");
    await chain.mine(FINALITY_DEPTH);
    await world.pass();
    expect((await world.read(id)).status).to.equal("DROPPED");
    expect(world.deaths.map((dead) => dead.id)).to.deep.equal([id]);
  });

  it("is DROPPED once a final block proves that its nonce went elsewhere", async () => {
    const { id } = await world.plan(transferCall(chain, sink, 3n));
    await world.pass();
    const { nonce, hash } = await world.read(id);
    await chain.rpc.request("hardhat_dropTransaction", [hash]);
    const foreign = await signed(world.gateway, chain.signers.capture.address, {
      call: transferCall(chain, ZERO_ADDRESS, 0n),
      nonce: Number(nonce),
      gasLimit: 30_000n,
      fees: { maxFeePerGas: 10n ** 11n, maxPriorityFeePerGas: 10n ** 10n },
    });
    await chain.rpc.request("eth_sendRawTransaction", [foreign.raw]);
    await chain.mine();
    await world.pass();
    expect((await world.read(id)).consumedAt).not.to.equal(null);
    later(world, 60_000);
    await world.pass(); // rebroadcast is answered by "nonce too low", which proves nothing
    expect((await world.read(id)).status).to.equal("BROADCAST");

    await chain.mine(FINALITY_DEPTH);
    await world.pass();
    expect((await world.read(id)).status).to.equal("DROPPED");
    expect(world.deaths.map((dead) => dead.id)).to.deep.equal([id]);
    expect(await chain.dollarsOf(sink)).to.equal(0n);
  });

  it("is REVERTED only in a final block", async () => {
    const { id } = await world.plan(transferCall(chain, sink, 10n ** 12n));
    const twice = await world.plan(transferCall(chain, sink, 10n ** 12n));
    await world.pass(); // both pass the simulation; the second has no money left when it is mined
    await chain.mine();
    await world.pass();
    expect((await world.read(twice.id)).status).to.equal("MINED");
    expect(world.deaths).to.deep.equal([]);
    await chain.mine(FINALITY_DEPTH);
    await world.pass();
    expect((await world.read(id)).status).to.equal("FINAL");
    expect(await world.read(twice.id)).to.include({ status: "REVERTED", failure: "REVERTED" });
    expect(world.deaths.map((dead) => dead.id)).to.deep.equal([twice.id]);
  });

  it("tells how a lane does", async () => {
    await world.plan(transferCall(chain, sink, 1n));
    await world.pass();
    const health = await world.inTx((tx) => readLaneHealth(tx, { chainId: chain.chainId, lane: "capture" }));
    expect(health).to.deep.equal({
      lane: "capture",
      waiting: 0,
      unmined: 1,
      unfinal: 0,
      refused: 0,
      stuckSince: world.now,
      outOfStepSince: null,
    });
  });
});
