import { expect } from "chai";
import { SYSTEM, withTx } from "../../src/db/withTx.ts";
import { listBlocksDown } from "../../src/indexer/sync/blocks.store.ts";
import { FOLLOW_SETTINGS } from "../../src/indexer/sync/followChain.ts";
import type { Finality } from "../../src/kernel/facts/finality.ts";
import { listChains, upsertChain } from "../../src/modules/assets/index.ts";
import { databaseKind } from "../fixtures/database.ts";
import { overriding } from "../fixtures/overriding.ts";
import { startAnvil } from "../fixtures/startAnvil.ts";
import { startTestChain, type TestChain } from "../fixtures/testChain.ts";
import { type FollowWorld, openFollowWorld, preApproval } from "./followWorld.ts";

const TAG: Finality = { kind: "TAG", tag: "finalized" };
/** Foundry's node calls the block finalized that is two epochs behind its head. */
const LAG = 4;

describe(`finality by the nodes' own word (${databaseKind})`, function () {
  this.timeout(60_000);
  let chain: TestChain;
  let world: FollowWorld;
  let salt = 0n;

  before(async () => {
    chain = await startTestChain(await startAnvil({ slotsInAnEpoch: LAG / 2 }));
  });
  after(() => chain?.close());
  beforeEach(async () => {
    world = await openFollowWorld(chain);
    await chain.mine(LAG + 1);
  });
  afterEach(() => world.drop());

  const follower = (finalizedNumber?: () => Promise<number | null>) =>
    world.follower({
      chain: { ...world.context().chain, finality: TAG },
      source: finalizedNumber ? overriding(chain.reader, { finalizedNumber }) : chain.reader,
    });

  async function preApprove(): Promise<{ fact: string; height: number }> {
    const [payer] = chain.wallets;
    if (!payer) throw new Error("there are wallets");
    salt += 1n;
    await chain.send(payer, preApproval(chain, payer.address, salt));
    await chain.mine();
    const { number: height } = await chain.reader.head();
    return { fact: `${height} ${payer.address}`, height };
  }
  const lastFact = async () => (await world.facts()).at(-1);

  it("makes a fact final with the block that the tag names", async () => {
    const following = follower();
    const { fact, height } = await preApprove();
    await chain.mine(LAG - 1);
    await world.settle(following);
    expect(await chain.reader.finalizedNumber()).to.equal(height - 1);
    expect(await lastFact()).to.equal(`SEEN ${fact}`);
    expect(following.status().asOf?.finalizedNumber).to.equal(height - 1);

    await chain.mine();
    await world.settle(following);
    expect(await lastFact()).to.equal(`FINAL ${fact}`);
    expect(following.status().asOf?.finalizedNumber).to.equal(height);
    expect((await world.effects()).slice(-2)).to.deep.equal([`apply ${fact}`, `finalize ${fact}`]);
  });

  it("makes nothing final while the node has no final block", async () => {
    const { fact } = await preApprove();
    await chain.mine(3 * LAG);
    await world.settle(follower(async () => null));
    expect(await lastFact()).to.equal(`SEEN ${fact}`);
  });

  it("takes finality back for no height that goes backwards", async () => {
    const { fact, height } = await preApprove();
    await chain.mine(LAG);
    await world.settle(follower());
    expect(await lastFact()).to.equal(`FINAL ${fact}`);
    for (const backwards of [height - 2, null]) {
      await chain.mine();
      const following = follower(async () => backwards);
      await world.settle(following);
      expect(await lastFact()).to.equal(`FINAL ${fact}`);
      expect(following.status().asOf?.finalizedNumber).to.equal(height);
    }
  });

  it("calls no block final that it has not taken in, whatever the node says", async () => {
    const { fact, height } = await preApprove();
    const following = follower(async () => height + 1_000);
    await world.settle(following);
    expect(await lastFact()).to.equal(`FINAL ${fact}`);
    expect(following.status().asOf).to.include({ number: height, finalizedNumber: height });
  });

  it("fetches again what it asked for as final, when the node takes its word back", async () => {
    await chain.mine(10);
    const { number: head } = await chain.reader.head();
    let finalized = head;
    const { chain: byDepth } = world.context();
    const following = world.follower({
      chain: { ...byDepth, finality: TAG },
      source: overriding(chain.reader, { finalizedNumber: async () => finalized }),
      settings: { ...FOLLOW_SETTINGS, mostBlocksPerRange: 4 },
    });
    expect(await following.step()).to.equal(true);
    finalized = following.status().asOf?.number ?? 0; // the next four blocks are on their way as final ones
    await world.settle(following);
    const headers = await withTx(world.database, SYSTEM, (tx) => listBlocksDown(tx, byDepth.id, head, 1_000));
    expect(headers.map(({ number }) => number).filter((number) => number > finalized)).to.deep.equal(
      Array.from({ length: head - finalized }, (_, index) => head - index),
    );
  });

  it("stands with the chain, instead of a depth", async () => {
    const { chain: byDepth } = world.context();
    const stored = async () =>
      (await withTx(world.database, SYSTEM, listChains)).map(({ finality }) => finality);
    await withTx(world.database, SYSTEM, (tx) => upsertChain(tx, { ...byDepth, finality: TAG }));
    expect(await stored()).to.deep.equal([TAG]);
    await withTx(world.database, SYSTEM, (tx) => upsertChain(tx, byDepth));
    expect(await stored()).to.deep.equal([byDepth.finality]);
  });
});
