import { expect } from "chai";
import { RpcRefused } from "../../src/chain/rpc/rpc.errors.ts";
import type { Tx } from "../../src/db/withTx.ts";
import { factHandlers } from "../../src/indexer/handlers/factHandlers.ts";
import { GenesisMismatch } from "../../src/indexer/indexer.errors.ts";
import { type ChainFollower, FOLLOW_SETTINGS } from "../../src/indexer/sync/followChain.ts";
import type { Bytes32 } from "../../src/kernel/ids/chainIds.ts";
import { databaseKind } from "../fixtures/database.ts";
import { overriding } from "../fixtures/overriding.ts";
import { startTestChain, type TestChain } from "../fixtures/testChain.ts";
import {
  allOf,
  FINALITY_DEPTH,
  type FollowWorld,
  openFollowWorld,
  preApproval,
  recorder,
} from "./followWorld.ts";

describe(`ChainFollower (${databaseKind})`, () => {
  let chain: TestChain;
  let world: FollowWorld;
  let follower: ChainFollower;
  let snapshot: unknown;

  before(async () => {
    chain = await startTestChain();
  });
  after(() => chain.close());
  beforeEach(async () => {
    snapshot = await chain.rpc.request("evm_snapshot");
    world = await openFollowWorld(chain);
    follower = world.follower();
  });
  afterEach(async () => {
    await world.drop();
    await chain.rpc.request("evm_revert", [snapshot]);
  });

  const payer = (index: number) => {
    const wallet = chain.wallets[index];
    if (!wallet) throw new Error(`there is no wallet ${index}`);
    return wallet;
  };
  const preApprove = (index: number, salt = 1n, tip?: number) =>
    chain.send(
      payer(index),
      preApproval(chain, payer(index).address, salt),
      tip === undefined ? {} : { tip },
    );
  const height = async () => (await chain.reader.head()).number;

  it("takes in each fact once where two processes follow the chain, and neither calls that a failure", async () => {
    const other = world.follower();
    const heights: number[] = [];
    for (const index of [0, 1, 2]) {
      await preApprove(index);
      await chain.mine();
      heights.push(await height());
      await Promise.all([world.settle(follower), world.settle(other)]);
    }
    expect(await world.effects()).to.deep.equal(heights.map((at, i) => `apply ${at} ${payer(i).address}`));
    for (const status of [follower.status(), other.status()]) {
      expect(status).to.include({ lastError: null, lag: 0 });
    }
  });

  it("takes in facts at the head, and finalises them at the chain's depth", async () => {
    await preApprove(0);
    await chain.mine();
    const at = await height();
    await world.settle(follower);
    expect(await world.effects()).to.deep.equal([`apply ${at} ${payer(0).address}`]);
    expect(await world.facts()).to.deep.equal([`SEEN ${at} ${payer(0).address}`]);

    await chain.mine(FINALITY_DEPTH - 1);
    await world.settle(follower);
    expect(await world.facts()).to.deep.equal([`SEEN ${at} ${payer(0).address}`]);
    await chain.mine();
    await world.settle(follower);
    expect(await world.facts()).to.deep.equal([`FINAL ${at} ${payer(0).address}`]);
    expect(await world.effects()).to.deep.equal([
      `apply ${at} ${payer(0).address}`,
      `finalize ${at} ${payer(0).address}`,
    ]);
    const head = await chain.reader.head();
    expect(follower.status()).to.deep.include({ head: head.number, lag: 0, lastError: null, reorgs: 0 });
    expect(follower.status().asOf).to.include({ hash: head.hash, finalizedNumber: at });
  });

  it("catches up in ranges that shrink to what the provider allows", async () => {
    const heights: number[] = [];
    for (let index = 0; index < 4; index++) {
      await preApprove(index);
      await chain.mine(10);
      heights.push((await height()) - 9);
    }
    const spans: number[] = [];
    const source = overriding(chain.reader, {
      logsBetween: (range) => {
        const blocks = range.to - range.from + 1;
        if (blocks > 9) {
          return Promise.reject(
            new RpcRefused("eth_getLogs", { code: -32_005, message: "query exceeds limit" }),
          );
        }
        spans.push(blocks);
        return chain.reader.logsBetween(range);
      },
    });
    follower = world.follower({ source });
    await world.settle(follower);
    expect(Math.max(...spans)).to.be.within(5, 9);
    expect(world.notices.every(({ kind }) => kind === "RANGE_SHRUNK")).to.equal(true);
    expect(await world.facts()).to.deep.equal(
      heights.map((at, index) => `${index < 4 ? "FINAL" : "SEEN"} ${at} ${payer(index).address}`),
    );
    expect(follower.status().lag).to.equal(0);
  });

  it("cuts a range with many facts into several transactions", async () => {
    for (let index = 0; index < 5; index++) {
      await preApprove(index);
      if (index !== 2) await chain.mine();
    }
    await chain.mine(FINALITY_DEPTH + 1);
    const transactions = new Set<Tx>();
    const handler = overriding(recorder(), {
      async apply(tx, ...told) {
        transactions.add(tx);
        await recorder().apply(tx, ...told);
      },
    });
    follower = world.follower({
      settings: { ...FOLLOW_SETTINGS, mostFactsPerTransaction: 1 },
      handlers: factHandlers(allOf(handler)),
    });
    await world.settle(follower);
    expect(transactions.size).to.equal(4); // two of the facts share a block, which is never cut
    expect((await world.effects()).filter((line) => line.startsWith("apply"))).to.have.length(5);
  });

  it("throws away logs that do not belong to the headers it fetched, and asks again", async () => {
    await preApprove(0);
    await chain.mine();
    let isElsewhere = true;
    const source = overriding(chain.reader, {
      async logsBetween(range) {
        const logs = await chain.reader.logsBetween(range);
        return isElsewhere
          ? logs.map((log) => ({ ...log, blockHash: `0x${"ab".repeat(32)}` as Bytes32 }))
          : logs;
      },
    });
    follower = world.follower({ source });
    for (let step = 0; step < 3; step++) await follower.step();
    expect(await world.facts()).to.deep.equal([]);
    expect(world.notices.map(({ kind }) => kind)).to.include("UNSTABLE");
    isElsewhere = false;
    await world.settle(follower);
    expect(await world.facts()).to.have.length(1);
  });

  it("does not believe that a block is silent when its bloom says otherwise", async () => {
    await preApprove(0);
    await chain.mine();
    let isHidden = true;
    const source = overriding(chain.reader, {
      logsBetween: async (range) => (isHidden ? [] : chain.reader.logsBetween(range)),
    });
    follower = world.follower({ source });
    for (let step = 0; step < 3; step++) await follower.step();
    expect(await world.facts()).to.deep.equal([]);
    expect(follower.status().lag).not.to.equal(0);
    isHidden = false;
    await world.settle(follower);
    expect(await world.facts()).to.have.length(1);
  });

  it("waits for a node that is behind, and undoes nothing", async () => {
    await preApprove(0);
    await chain.mine(3);
    await world.settle(follower);
    const old = await chain.reader.headerAt((await height()) - 2);
    if (!old) throw new Error("that block is there");
    follower = world.follower({ source: overriding(chain.reader, { head: async () => old }) });
    expect(await follower.step()).to.equal(false);
    expect(await world.effects()).to.have.length(1);
  });

  it("refuses a node whose chain starts with another block", async () => {
    const other = { ...(await chain.reader.headerAt(1)) } as NonNullable<
      Awaited<ReturnType<typeof chain.reader.headerAt>>
    >;
    const source = overriding(chain.reader, { headerAt: async () => other });
    follower = world.follower({ source });
    const error = await follower.step().catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(GenesisMismatch);
    expect(follower.status().lastError).to.contain(chain.genesisHash);
    expect(await world.facts()).to.deep.equal([]);
  });

  it("lets only one of two followers take in a block", async () => {
    await preApprove(0);
    await chain.mine(FINALITY_DEPTH + 2);
    const second = world.follower();
    const steps = await Promise.allSettled(
      Array.from({ length: 10 }, (_, index) => (index % 2 === 0 ? follower : second).step()),
    );
    expect(steps.some(({ status }) => status === "fulfilled")).to.equal(true);
    await world.settle(follower);
    const lines = await world.effects();
    expect(lines).to.have.length(1);
  });
});
