import { expect } from "chai";
import type { ChainFollower } from "../../src/indexer/sync/followChain.ts";
import type { Hex } from "../../src/kernel/ids/chainIds.ts";
import { databaseKind } from "../fixtures/database.ts";
import { startTestChain, type TestChain } from "../fixtures/testChain.ts";
import { FINALITY_DEPTH, type FollowWorld, openFollowWorld, preApproval } from "./followWorld.ts";

describe(`ChainFollower in a reorg (${databaseKind})`, () => {
  let chain: TestChain;
  let world: FollowWorld;
  let follower: ChainFollower;
  let clean: unknown;

  before(async () => {
    chain = await startTestChain();
  });
  after(() => chain.close());
  beforeEach(async () => {
    clean = await chain.rpc.request("evm_snapshot");
    world = await openFollowWorld(chain);
    follower = world.follower();
    await chain.mine(FINALITY_DEPTH + 1);
  });
  afterEach(async () => {
    await world.drop();
    await chain.rpc.request("evm_revert", [clean]);
  });

  const payer = (index: number) => {
    const wallet = chain.wallets[index];
    if (!wallet) throw new Error(`there is no wallet ${index}`);
    return wallet;
  };
  /** Sends a pre-approval and returns its raw transaction, for sending it again on another branch. */
  async function preApprove(index: number): Promise<Hex> {
    const raws: Hex[] = [];
    const call = preApproval(chain, payer(index).address, 1n);
    await chain.send(payer(index), call, { raw: (raw) => void raws.push(raw) });
    return raws[0] as Hex;
  }
  const resend = (raw: Hex | undefined) => chain.rpc.request("eth_sendRawTransaction", [raw]);
  const mineAt = (timestamp: number) => chain.rpc.request("evm_mine", [`0x${timestamp.toString(16)}`]);
  const snapshot = () => chain.rpc.request("evm_snapshot");
  const revertTo = (id: unknown) => chain.rpc.request("evm_revert", [id]);

  it("undoes five blocks and takes in what stands there now: other order, other times, some never back", async () => {
    await world.settle(follower);
    const branch = await snapshot();
    const { number: fork, timestamp } = await chain.reader.head();
    const raws: Hex[] = [];
    for (let index = 0; index < 5; index++) {
      raws.push(await preApprove(index));
      await chain.mine();
      await world.settle(follower);
    }
    const a = (index: number) => payer(index).address;

    await revertTo(branch);
    await preApprove(5); // a log that comes first now and was not there before
    await chain.mine(0);
    for (const raw of [raws[3], raws[1]]) await resend(raw);
    await mineAt(timestamp + 100);
    await mineAt(timestamp + 101);
    await resend(raws[0]);
    for (let block = 0; block < 4; block++) await mineAt(timestamp + 102 + block);
    await world.settle(follower);

    const facts = await world.facts();
    const standing = facts.filter((line) => !line.startsWith("ORPHANED"));
    expect(standing.slice().sort()).to.deep.equal(
      [
        `SEEN ${fork + 1} ${a(5)}`,
        `SEEN ${fork + 1} ${a(3)}`,
        `SEEN ${fork + 1} ${a(1)}`,
        `SEEN ${fork + 3} ${a(0)}`,
      ].sort(),
    );
    expect(facts.filter((line) => line.startsWith("ORPHANED"))).to.deep.equal(
      [0, 1, 2, 3, 4].map((index) => `ORPHANED ${fork + 1 + index} ${a(index)}`),
    );
    const effects = await world.effects();
    expect(effects.slice(5, 10)).to.deep.equal(
      [4, 3, 2, 1, 0].map((index) => `undo ${fork + 1 + index} ${a(index)}`),
    );
    expect(follower.status()).to.include({ reorgs: 1, deepReorgs: 0, lag: 0 });
    expect(world.notices.at(-1)).to.deep.include({ kind: "REORG", deep: false, to: fork, undone: 5 });
  });

  it("takes a fact in again when its own block comes back", async () => {
    await world.settle(follower);
    const branch = await snapshot();
    const { timestamp } = await chain.reader.head();
    const raw = await preApprove(0);
    await mineAt(timestamp + 10);
    const first = await chain.reader.head();
    await world.settle(follower);

    await revertTo(branch);
    const again = await snapshot();
    await mineAt(timestamp + 20);
    await mineAt(timestamp + 21);
    await world.settle(follower);
    expect(await world.facts()).to.deep.equal([`ORPHANED ${first.number} ${payer(0).address}`]);

    await revertTo(again);
    await resend(raw);
    await mineAt(timestamp + 10);
    expect((await chain.reader.head()).hash).to.equal(first.hash);
    await mineAt(timestamp + 11);
    await mineAt(timestamp + 12);
    await world.settle(follower);
    expect(await world.facts()).to.deep.equal([`SEEN ${first.number} ${payer(0).address}`]);
    expect((await world.effects()).map((line) => line.split(" ")[0])).to.deep.equal([
      "apply",
      "undo",
      "apply",
    ]);
  });

  it("notices a shorter chain, and one that is as high as the old one", async () => {
    await world.settle(follower);
    const branch = await snapshot();
    const { timestamp } = await chain.reader.head();
    await preApprove(0);
    await chain.mine(3);
    await world.settle(follower);
    await revertTo(branch);
    await mineAt(timestamp + 50);
    await world.settle(follower);
    expect((await world.facts())[0]).to.match(/^ORPHANED/);
    expect(follower.status().asOf?.hash).to.equal((await chain.reader.head()).hash);

    await preApprove(1);
    const level = await snapshot();
    await mineAt(timestamp + 60);
    await world.settle(follower);
    await revertTo(level);
    await mineAt(timestamp + 70);
    await world.settle(follower);
    expect(follower.status().asOf?.hash).to.equal((await chain.reader.head()).hash);
  });

  it("undoes a reorg deeper than finality too, and says so loudly", async () => {
    await preApprove(0);
    await chain.mine();
    const branch = await snapshot();
    await preApprove(1);
    await chain.mine(FINALITY_DEPTH + 3);
    await world.settle(follower);
    expect((await world.facts()).map((line) => line.split(" ")[0])).to.deep.equal(["FINAL", "FINAL"]);

    await revertTo(branch);
    const { timestamp } = await chain.reader.head();
    for (let block = 0; block < FINALITY_DEPTH + 5; block++) await mineAt(timestamp + 100 + block);
    await world.settle(follower);
    expect((await world.facts()).map((line) => line.split(" ")[0])).to.deep.equal(["FINAL", "ORPHANED"]);
    expect((await world.effects()).at(-1)).to.match(/^undo/);
    expect(follower.status().deepReorgs).to.equal(1);
    expect(world.notices.at(-1)).to.deep.include({ kind: "REORG", deep: true, undone: 1 });
  });

  it("goes on after a crash at any fact, in either direction, and does nothing twice", async () => {
    await world.settle(follower);
    const branch = await snapshot();
    const { timestamp } = await chain.reader.head();
    for (let index = 0; index < 3; index++) await preApprove(index);
    await chain.mine(FINALITY_DEPTH - 1);
    await world.settle(crashing(4));
    await revertTo(branch);
    await preApprove(3);
    for (let block = 0; block < FINALITY_DEPTH + 2; block++) await mineAt(timestamp + 100 + block);
    await world.settle(crashing(5));

    const effects = await world.effects();
    expect(effects.map((line) => line.split(" ")[0])).to.deep.equal([
      "apply",
      "apply",
      "apply",
      "undo",
      "undo",
      "undo",
      "apply-final",
    ]);
    expect(new Set(effects).size).to.equal(effects.length);
  });

  /** Dies after 0, 1, 2 … effects of a step, so many times, and is started anew each time. */
  function crashing(deaths: number): { step(): Promise<boolean> } {
    let died = 0;
    let follower = start();
    function start(): ChainFollower {
      let left = died < deaths ? died : Number.POSITIVE_INFINITY;
      return world.dying(() => {
        if (left-- <= 0) throw new Error("killed");
      });
    }
    return {
      async step() {
        try {
          return await follower.step();
        } catch (error) {
          if ((error as Error).message !== "killed") throw error;
          died += 1;
          follower = start();
          return true;
        }
      },
    };
  }
});
