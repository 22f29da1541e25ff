import { expect } from "chai";
import type { SendingContext, TransactionGateway } from "../../../src/modules/transactions/index.ts";
import { newSendingMemory, sendTransactions } from "../../../src/modules/transactions/index.ts";
import { databaseKind } from "../../fixtures/database.ts";
import { startTestChain, type TestChain, transferCall } from "../../fixtures/testChain.ts";
import { FINALITY_DEPTH, later, openSendingWorld, type SendingWorld } from "./sendingWorld.ts";

describe(`sendTransactions killed between any two steps (${databaseKind})`, () => {
  let chain: TestChain;
  let world: SendingWorld;

  before(async () => {
    chain = await startTestChain();
    world = await openSendingWorld(chain);
  });
  after(async () => {
    await world.close();
    await chain.close();
  });

  it("sends every call once, whatever it was doing when it died", async () => {
    const sink = chain.wallets[4]?.address as TestChain["dollar"];
    let expected = 0n;
    let steps = 0;
    for (; ; steps++) {
      const plans = [
        await world.plan(transferCall(chain, sink, 5n)),
        await world.plan(transferCall(chain, sink, 7n)),
      ];
      expected += 12n;
      const wasKilled = await liveAndDie(steps);
      for (const { id } of plans)
        expect((await world.read(id)).status, `killed at step ${steps}`).to.equal("FINAL");
      expect(await chain.dollarsOf(sink), `killed at step ${steps}`).to.equal(expected);
      if (!wasKilled) break;
    }
    expect(steps).to.be.greaterThan(40);
    expect(world.deaths).to.deep.equal([]);
    const { capture } = chain.signers;
    const used = await world.gateway.nonceAt(capture.address, await world.gateway.head());
    const lanes = await world.inTx((tx) => tx.selectFrom("signer_lanes").selectAll().execute());
    expect(lanes.find(({ lane }) => lane === "capture")?.next_nonce).to.equal(used);
  }).timeout(240_000);

  /** Plays a transaction's life; dies once, after so many steps, and goes on as a new process. */
  async function liveAndDie(steps: number): Promise<boolean> {
    let left = steps;
    let isDead = false;
    const mortal = mortalContext(world, () => {
      isDead ||= left-- <= 0;
      if (isDead) throw new Error("killed");
    });
    const pass = async () => {
      if (!isDead) await sendTransactions(mortal, newSendingMemory()).catch(() => undefined);
      later(world, 100);
      if (isDead) await world.pass({ startedAt: world.now });
    };
    await pass();
    await chain.mine();
    await pass();
    await chain.mine();
    await pass();
    await chain.mine(FINALITY_DEPTH);
    await pass();
    await pass();
    return isDead;
  }
});

/** A process that may die before and after every commit and every answer of the node. */
function mortalContext(world: SendingWorld, step: () => void): SendingContext {
  const mortal = async <T>(work: () => Promise<T>): Promise<T> => {
    step();
    const result = await work();
    step();
    return result;
  };
  const { gateway } = world;
  const dying: TransactionGateway = {
    chainId: gateway.chainId,
    signersOf: (lane) => gateway.signersOf(lane),
    simulate: (...args) => mortal(() => gateway.simulate(...args)),
    fees: () => mortal(() => gateway.fees()),
    sign: (...args) => mortal(() => gateway.sign(...args)),
    broadcast: (...args) => mortal(() => gateway.broadcast(...args)),
    receipt: (...args) => mortal(() => gateway.receipt(...args)),
    head: () => mortal(() => gateway.head()),
    finalNumber: (...args) => mortal(() => gateway.finalNumber(...args)),
    blockHashAt: (...args) => mortal(() => gateway.blockHashAt(...args)),
    nonceAt: (...args) => mortal(() => gateway.nonceAt(...args)),
    pooledNonce: (...args) => mortal(() => gateway.pooledNonce(...args)),
  };
  return world.context({
    gateway: dying,
    inTx: (work) => mortal(() => world.inTx(work)),
    notice: () => undefined,
  });
}
