import { expect } from "chai";
import {
  newSendingMemory,
  type SendingContext,
  sendTransactions,
} from "../../../src/modules/transactions/index.ts";
import { databaseKind } from "../../fixtures/database.ts";
import { overriding } from "../../fixtures/overriding.ts";
import { startTestChain, type TestChain, transferCall } from "../../fixtures/testChain.ts";
import {
  FINALITY_DEPTH,
  later,
  openSendingWorld,
  policy,
  type SendingWorld,
  senderOf,
} from "./sendingWorld.ts";

describe(`signer lanes (${databaseKind})`, () => {
  let chain: TestChain;
  let world: SendingWorld;
  let sink: TestChain["dollar"];
  let snapshot: unknown;

  before(async () => {
    chain = await startTestChain();
    sink = chain.wallets[5]?.address as TestChain["dollar"];
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

  it("give 100 concurrent sends 100 nonces in a row, with two processes sending", async () => {
    const first = await world.gateway.nonceAt(chain.signers.capture.address, await world.gateway.head());
    const plans = await Promise.all(
      Array.from({ length: 100 }, (_, index) => world.plan(transferCall(chain, sink, BigInt(index + 1)))),
    );
    const contexts = [world.context(), world.context()];
    for (let round = 0; round < 12; round++) {
      await Promise.all(contexts.map((context) => sendTransactions(context, newSendingMemory())));
      await chain.mine();
    }
    await chain.mine(FINALITY_DEPTH);
    await Promise.all(contexts.map((context) => sendTransactions(context, newSendingMemory())));

    const sent = await Promise.all(plans.map(({ id }) => world.read(id)));
    expect(new Set(sent.map(({ status }) => status))).to.deep.equal(new Set(["FINAL"]));
    const nonces = sent.map(({ nonce }) => Number(nonce)).sort((a, b) => a - b);
    expect(nonces).to.deep.equal(Array.from({ length: 100 }, (_, index) => first + index));
    expect(await chain.dollarsOf(sink)).to.equal(5_050n);
    expect(await world.gateway.nonceAt(chain.signers.capture.address, await world.gateway.head())).to.equal(
      first + 100,
    );
  }).timeout(120_000);

  it("never have more unmined transactions than the policy allows", async () => {
    for (let index = 0; index < 5; index++) await world.plan(transferCall(chain, sink, 1n));
    const tight = { policy: { ...policy, maxInFlight: 2 } };
    await world.pass(tight);
    await world.pass(tight);
    expect(await statuses()).to.deep.equal({ BROADCAST: 2, PLANNED: 3 });
    await chain.mine();
    await world.pass(tight);
    expect(await statuses()).to.deep.equal({ BROADCAST: 2, MINED: 2, PLANNED: 1 });
  });

  it("do not wait for each other", async () => {
    const stuck = await world.plan(transferCall(chain, sink, 1n), "capture");
    const free = await world.plan(transferCall(chain, sink, 0n), "admin");
    const broken = overriding(world.gateway, {
      sign: (...args) =>
        args[0] === chain.signers.capture.address
          ? Promise.reject(new Error("the signer is away"))
          : world.gateway.sign(...args),
    });
    await pass({ gateway: broken });
    expect((await world.read(stuck.id)).status).to.equal("PLANNED");
    expect((await world.read(stuck.id)).nonce).not.to.equal(null);
    expect((await world.read(free.id)).status).to.equal("BROADCAST");
    expect(world.notices.map(({ kind }) => kind)).to.include("LANE_FAILED");
  });

  it("offer more for the lowest stuck nonce only, and one version is mined", async () => {
    const lowest = await world.plan(transferCall(chain, sink, 1n));
    const next = await world.plan(transferCall(chain, sink, 2n));
    await world.pass();
    const before = await world.read(lowest.id);
    const nextBefore = await world.read(next.id);
    later(world, policy.bumpAfterMs);
    await world.pass();

    const bumped = await world.read(lowest.id);
    expect(bumped.status).to.equal("BROADCAST");
    expect(bumped.nonce).to.equal(before.nonce);
    expect(bumped.hash).not.to.equal(before.hash);
    expect((await world.read(next.id)).hash).to.equal(nextBefore.hash);
    await chain.mine(FINALITY_DEPTH + 1);
    await world.pass();
    expect((await world.read(lowest.id)).status).to.equal("FINAL");
    expect((await world.read(lowest.id)).hash).to.equal(bumped.hash);
    expect(await chain.dollarsOf(sink)).to.equal(3n);
  });

  it("take the version that was mined, though a dearer one was signed", async () => {
    const { id } = await world.plan(transferCall(chain, sink, 1n));
    await world.pass();
    const cheap = await world.read(id);
    later(world, policy.bumpAfterMs);
    let calls = 0;
    const lost = overriding(world.gateway, {
      broadcast: (raw) =>
        calls++ === 0 ? world.gateway.broadcast(raw) : Promise.reject(new Error("no answer")),
    });
    await pass({ gateway: lost });
    const dearer = await world.read(id);
    expect(dearer.hash).not.to.equal(cheap.hash);
    await chain.mine();
    await pass();
    expect(await world.read(id)).to.include({ status: "MINED", hash: cheap.hash });
    expect(await versions(id)).to.equal(2);
  });

  it("stop offering more at the cap", async () => {
    const { id } = await world.plan(transferCall(chain, sink, 1n));
    const capped = { policy: { ...policy, maxFeeMultiple: 1 } };
    await world.pass(capped);
    for (let round = 0; round < 3; round++) {
      later(world, policy.bumpAfterMs);
      await world.pass(capped);
    }
    expect(await versions(id)).to.equal(1);
    expect(world.notices.map(({ kind }) => kind)).to.include("FEE_CAP_REACHED");
  });

  it("send again what the node forgot", async () => {
    const { id } = await world.plan(transferCall(chain, sink, 4n));
    await world.pass();
    const { hash } = await world.read(id);
    await chain.rpc.request("hardhat_dropTransaction", [hash]);
    await chain.mine();
    await world.pass();
    expect(await chain.dollarsOf(sink)).to.equal(0n);
    await world.pass({ startedAt: new Date(world.now.getTime() + 1) }); // a new process asks at once
    await chain.mine();
    expect(await chain.dollarsOf(sink)).to.equal(4n);
  });

  it("leave to a former signer what is under way, and give new work to the present one", async () => {
    const old = await world.plan(transferCall(chain, sink, 1n));
    await world.pass();
    const next = chain.wallets[0] as NonNullable<(typeof chain.wallets)[0]>;
    const laneSigners = { ...chain.laneSigners, capture: [next.signer, chain.signers.capture] as const };
    const gateway = senderOf({ ...chain, laneSigners }, chain.reader);
    const fresh = await world.plan(transferCall(chain, sink, 0n));
    const named = await world.plan(transferCall(chain, sink, 2n), "capture", chain.signers.capture.address);
    await pass({ gateway });
    await chain.mine(FINALITY_DEPTH + 1);
    await pass({ gateway });
    expect(await world.read(old.id)).to.include({ status: "FINAL", signer: chain.signers.capture.address });
    expect(await world.read(named.id)).to.include({ status: "FINAL", signer: chain.signers.capture.address });
    expect(await world.read(fresh.id)).to.include({ status: "FINAL", signer: next.address });
    expect(await chain.dollarsOf(sink)).to.equal(3n);
  });

  it("name the key that work waits for, once, and leave the work as it is", async () => {
    const [, stranger] = chain.wallets;
    const { id } = await world.plan(transferCall(chain, sink, 1n), "capture", stranger?.address);
    const memory = newSendingMemory();
    await sendTransactions(world.context(), memory);
    await sendTransactions(world.context(), memory);
    expect(world.notices).to.deep.equal([
      { kind: "KEY_MISSING", lane: "capture", signer: stranger?.address },
    ]);
    expect(await world.read(id)).to.include({ status: "PLANNED", nonce: null });
  });

  const pass = (overrides?: Partial<SendingContext>) =>
    sendTransactions(world.context(overrides), newSendingMemory());

  async function statuses(): Promise<Record<string, number>> {
    const rows = await world.inTx((tx) => tx.selectFrom("chain_transactions").select("status").execute());
    const counts: Record<string, number> = {};
    for (const { status } of rows) counts[status] = (counts[status] ?? 0) + 1;
    return counts;
  }

  async function versions(id: string): Promise<number> {
    const rows = await world.inTx((tx) =>
      tx.selectFrom("chain_transaction_attempts").select("hash").where("transaction_id", "=", id).execute(),
    );
    return rows.length;
  }
});
