import { expect } from "chai";
import type { SendingContext } from "../../../src/modules/transactions/index.ts";
import { readLaneHealth } from "../../../src/modules/transactions/index.ts";
import { databaseKind } from "../../fixtures/database.ts";
import { signed } from "../../fixtures/signed.ts";
import { startTestChain, type TestChain, transferCall } from "../../fixtures/testChain.ts";
import { FINALITY_DEPTH, openSendingWorld, type SendingWorld } from "./sendingWorld.ts";

describe(`a signer whose nonces others took (${databaseKind})`, () => {
  let chain: TestChain;
  let world: SendingWorld;
  let sink: TestChain["dollar"];
  let snapshot: unknown;
  /** How far the indexer has come. */
  let finalFacts: number | null;

  before(async () => {
    chain = await startTestChain();
    sink = chain.wallets[5]?.address as TestChain["dollar"];
  });
  after(() => chain.close());
  beforeEach(async () => {
    snapshot = await chain.rpc.request("evm_snapshot");
    world = await openSendingWorld(chain);
    finalFacts = await height();
    await world.plan(transferCall(chain, sink, 0n));
    await pass(); // from here on its nonces are counted
    await chain.mine(FINALITY_DEPTH + 1);
    await pass();
    world.notices.length = 0;
  });
  afterEach(async () => {
    await world.close();
    await chain.rpc.request("evm_revert", [snapshot]);
  });

  it("sends nothing until the facts of what they did are final, and then plans anew", async () => {
    await sendUnknown(5n);
    await chain.mine();
    const { id } = await world.plan(transferCall(chain, sink, 7n));
    finalFacts = (await height()) - 1;
    await pass();
    await pass();
    expect(await world.read(id)).to.include({ status: "PLANNED", nonce: null });
    expect(world.notices.map(({ kind }) => kind)).to.deep.equal(["OUT_OF_STEP"]);
    expect((await health()).outOfStepSince).to.deep.equal(world.now);

    finalFacts = await height();
    await pass();
    expect(await world.read(id)).to.include({ status: "WITHDRAWN", nonce: null });
    expect(world.deaths.map((dead) => [dead.id, dead.status])).to.deep.equal([[id, "WITHDRAWN"]]);
    expect((await health()).outOfStepSince).to.equal(null);
    const again = await world.plan(transferCall(chain, sink, 7n));
    await pass();
    await chain.mine();
    expect((await world.read(again.id)).status).to.equal("BROADCAST");
    expect(await chain.dollarsOf(sink)).to.equal(12n);
  });

  it("waits for what is still in the pool", async () => {
    await sendUnknown(5n);
    const { id } = await world.plan(transferCall(chain, sink, 7n));
    finalFacts = await height();
    await pass();
    expect((await world.read(id)).nonce).to.equal(null);
    expect(world.notices.map(({ kind }) => kind)).to.deep.equal(["OUT_OF_STEP"]);
  });

  it("does not call dead what an unknown transaction may have done, before the facts say", async () => {
    const { id } = await world.plan(transferCall(chain, sink, 3n));
    finalFacts = await height();
    await pass();
    const { hash, nonce } = await world.read(id);
    await chain.rpc.request("hardhat_dropTransaction", [hash]);
    await sendUnknown(3n, Number(nonce));
    await chain.mine();
    await pass();
    await chain.mine(FINALITY_DEPTH + 1);
    await pass();
    expect((await world.read(id)).status).to.equal("BROADCAST");
    finalFacts = await height();
    await pass();
    expect((await world.read(id)).status).to.equal("DROPPED");
    expect(await chain.dollarsOf(sink)).to.equal(3n);
  });

  it("does not begin to count before the indexer has begun", async () => {
    finalFacts = null;
    const { id } = await world.plan(transferCall(chain, sink, 1n), "payout");
    await pass();
    expect((await world.read(id)).status).to.equal("PLANNED");
    const lanes = await world.inTx((tx) => tx.selectFrom("signer_lanes").select("lane").execute());
    expect(lanes).to.deep.equal([{ lane: "capture" }]);
  });

  it("counts a signer from the last final fact, not from what it did since", async () => {
    const payout = chain.signers.payout.address;
    finalFacts = await height();
    const [before] = [await world.gateway.nonceAt(payout, await world.gateway.head())];
    const raw = await signed(world.gateway, payout, await order(0n, before));
    await chain.rpc.request("eth_sendRawTransaction", [raw.raw]);
    await chain.mine();
    const { id } = await world.plan(transferCall(chain, sink, 0n), "payout");
    await pass();
    expect((await world.read(id)).nonce).to.equal(null);
    expect(world.notices.map(({ kind }) => kind)).to.deep.equal(["OUT_OF_STEP"]);
  });

  const height = async () => (await chain.reader.head()).number;
  const health = () => world.inTx((tx) => readLaneHealth(tx, { chainId: chain.chainId, lane: "capture" }));
  const pass = (overrides: Partial<SendingContext> = {}) =>
    world.pass({ finalFactsThrough: async () => finalFacts, ...overrides });

  async function order(units: bigint, nonce: number) {
    const fees = await world.gateway.fees();
    const maxPriorityFeePerGas = 2n * fees.maxPriorityFeePerGas;
    return {
      call: transferCall(chain, sink, units),
      nonce,
      gasLimit: 100_000n,
      fees: { maxFeePerGas: 2n * fees.maxFeePerGas, maxPriorityFeePerGas },
    };
  }

  /** As the database that was lost did. */
  async function sendUnknown(units: bigint, given?: number): Promise<void> {
    const { address } = chain.signers.capture;
    const nonce = given ?? (await world.gateway.nonceAt(address, await world.gateway.head()));
    const { raw } = await signed(world.gateway, address, await order(units, nonce));
    await chain.rpc.request("eth_sendRawTransaction", [raw]);
  }
});
