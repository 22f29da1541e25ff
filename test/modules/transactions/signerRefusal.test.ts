import { expect } from "chai";
import { readLaneHealth } from "../../../src/modules/transactions/index.ts";
import { databaseKind } from "../../fixtures/database.ts";
import { overriding } from "../../fixtures/overriding.ts";
import { startTestChain, type TestChain, transferCall } from "../../fixtures/testChain.ts";
import { FINALITY_DEPTH, later, openSendingWorld, policy, type SendingWorld } from "./sendingWorld.ts";

describe(`a signer that refuses (${databaseKind})`, () => {
  let chain: TestChain;
  let world: SendingWorld;
  let sink: TestChain["dollar"];
  let snapshot: unknown;
  /** Done while the signer thinks about it. */
  let whenRefused: (() => Promise<void>) | undefined;
  /** Amounts that the signer will not sign transfers of. */
  let refused: Set<bigint>;

  before(async () => {
    chain = await startTestChain();
    sink = chain.wallets[5]?.address as TestChain["dollar"];
  });
  after(() => chain.close());
  beforeEach(async () => {
    snapshot = await chain.rpc.request("evm_snapshot");
    world = await openSendingWorld(chain);
    refused = new Set();
  });
  afterEach(async () => {
    await world.close();
    await chain.rpc.request("evm_revert", [snapshot]);
  });

  it("holds up nothing but what it refuses, leaves no gap, and is asked again later", async () => {
    refused.add(2n);
    const [first, poison, last] = [await plan(1n), await plan(2n), await plan(3n)];
    await pass();
    const waiting = await world.read(poison);
    expect(waiting).to.include({ status: "PLANNED", nonce: null });
    expect(waiting.refusal?.reason).to.equal("over the limit");
    expect((await world.read(last)).nonce).to.equal(Number((await world.read(first)).nonce) + 1);
    await pass();
    expect(notices("SIGNER_REFUSED")).to.equal(1);
    const health = await world.inTx((tx) => readLaneHealth(tx, { chainId: chain.chainId, lane: "capture" }));
    expect(health).to.include({ refused: 1, waiting: 1, unmined: 2 });

    refused.clear();
    await pass();
    expect((await world.read(poison)).status).to.equal("PLANNED");
    later(world, policy.refusalRetryMs);
    await pass();
    expect(await world.read(poison)).to.include({ status: "BROADCAST", refusal: null });
    await chain.mine(FINALITY_DEPTH + 1);
    await pass();
    for (const id of [first, poison, last]) expect((await world.read(id)).status).to.equal("FINAL");
    expect(await chain.dollarsOf(sink)).to.equal(6n);
    expect(world.deaths).to.deep.equal([]);
  });

  it("keeps its nonce when a later one was given, and what is above it waits", async () => {
    const poison = await plan(2n);
    const above = await plan(3n);
    refused.add(2n);
    whenRefused = () => takeNonceElsewhere(above);
    await pass();
    await pass();
    const [stuck, behind] = [await world.read(poison), await world.read(above)];
    expect([stuck.status, behind.status]).to.deep.equal(["PLANNED", "PLANNED"]);
    expect(behind.nonce).to.equal(Number(stuck.nonce) + 1);
    refused.clear();
    later(world, policy.refusalRetryMs);
    await pass();
    await chain.mine(FINALITY_DEPTH + 1);
    await pass();
    expect((await world.read(poison)).status).to.equal("FINAL");
    expect((await world.read(above)).status).to.equal("FINAL");
    expect(await chain.dollarsOf(sink)).to.equal(5n);
  });

  it("leaves what was sent as it is when it refuses to offer more", async () => {
    const id = await plan(4n);
    await pass();
    const sent = await world.read(id);
    refused.add(4n);
    later(world, policy.bumpAfterMs);
    await pass();
    expect(await world.read(id)).to.include({ status: "BROADCAST", nonce: sent.nonce, hash: sent.hash });
    await chain.mine(FINALITY_DEPTH + 1);
    await pass();
    expect((await world.read(id)).status).to.equal("FINAL");
    expect(await chain.dollarsOf(sink)).to.equal(4n);
  });

  const plan = async (units: bigint) => (await world.plan(transferCall(chain, sink, units))).id;
  const notices = (kind: string) => world.notices.filter((notice) => notice.kind === kind).length;

  function pass(): Promise<void> {
    const gateway = overriding(world.gateway, {
      sign: async (from, order) => {
        if (!refused.has(BigInt(`0x${order.call.data.slice(-64)}`))) return world.gateway.sign(from, order);
        await whenRefused?.();
        whenRefused = undefined;
        return { outcome: "REFUSED", reason: "over the limit" };
      },
    });
    return world.pass({ gateway });
  }

  /** As another process does that admitted it at the same moment, and died before it asked the signer. */
  async function takeNonceElsewhere(id: string): Promise<void> {
    await world.inTx(async (tx) => {
      const lane = await tx.selectFrom("signer_lanes").selectAll().executeTakeFirstOrThrow();
      const { signer, next_nonce: nonce } = lane;
      await tx
        .updateTable("signer_lanes")
        .set({ next_nonce: nonce + 1 })
        .execute();
      await tx
        .updateTable("chain_transactions")
        .set({ signer, nonce, gas_limit: 100_000 })
        .where("id", "=", id)
        .execute();
    });
  }
});
