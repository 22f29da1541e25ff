import { expect } from "chai";
import { sql } from "kysely";
import { SYSTEM, withTx } from "../../src/db/withTx.ts";
import { rescanChain } from "../../src/indexer/sync/rescanChain.ts";
import { databaseKind } from "../fixtures/database.ts";
import { startTestChain, type TestChain } from "../fixtures/testChain.ts";
import { FINALITY_DEPTH, type FollowWorld, hiding, openFollowWorld, preApproval } from "./followWorld.ts";

describe(`A rescan (${databaseKind})`, () => {
  let chain: TestChain;
  let world: FollowWorld;
  let clean: unknown;

  before(async () => {
    chain = await startTestChain();
  });
  after(() => chain.close());
  beforeEach(async () => {
    clean = await chain.rpc.request("evm_snapshot");
    world = await openFollowWorld(chain);
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
  async function preApprove(index: number): Promise<number> {
    await chain.send(payer(index), preApproval(chain, payer(index).address, 1n));
    await chain.mine();
    return (await chain.reader.head()).number;
  }
  const rescan = (from = 0) => rescanChain(world.context(), from);

  it("takes in what was missed, final or not, and does nothing the second time", async () => {
    const early = [await preApprove(0), await preApprove(1)];
    await chain.mine(FINALITY_DEPTH);
    const late = [await preApprove(2), await preApprove(3)];
    const missed = [early[0] ?? 0, late[1] ?? 0];
    await world.settle(world.follower({ source: hiding(chain.reader, missed) }));
    expect(await world.effects()).to.have.lengthOf(2); // the two that it saw

    const { number } = await chain.reader.head();
    expect(await rescan()).to.deep.equal({ from: chain.startBlock, to: number, added: 2, undone: 0 });
    const [a, b] = [payer(0).address, payer(3).address];
    expect((await world.effects()).slice(2)).to.deep.equal([
      `apply-final ${missed[0]} ${a}`,
      `apply ${missed[1]} ${b}`,
    ]);
    const facts = await world.facts();
    expect(facts).to.deep.equal([
      `FINAL ${early[0]} ${a}`,
      `FINAL ${early[1]} ${payer(1).address}`,
      `SEEN ${late[0]} ${payer(2).address}`,
      `SEEN ${late[1]} ${b}`,
    ]);

    expect(await rescan()).to.include({ added: 0, undone: 0 });
    expect([await world.facts(), (await world.effects()).length]).to.deep.equal([facts, 4]);
    await chain.mine(FINALITY_DEPTH);
    await world.settle(world.follower());
    expect((await world.facts()).every((line) => line.startsWith("FINAL"))).to.equal(true);
  });

  it("takes back a fact that the chain does not have", async () => {
    const height = await preApprove(0);
    await world.settle(world.follower());
    const before = await world.facts();
    await withTx(world.database, SYSTEM, (tx) =>
      sql`insert into chain_facts (chain_id, block_number, block_hash, block_timestamp, log_index, tx_hash, contract, name, subject, args, state)
        select chain_id, block_number, block_hash, block_timestamp, 99, tx_hash, contract, name, subject, args, state from chain_facts`.execute(
        tx,
      ),
    );
    expect(await rescan(height)).to.include({ from: height, added: 0, undone: 1 });
    const { address } = payer(0);
    expect((await world.effects()).at(-1)).to.equal(`undo ${height} ${address}`);
    expect(await world.facts()).to.deep.equal([...before, `ORPHANED ${height} ${address}`]);
  });

  it("leaves what is before its first block alone", async () => {
    const height = await preApprove(0);
    await preApprove(1);
    await world.settle(world.follower({ source: hiding(chain.reader, [height]) }));
    expect(await rescan(height + 1)).to.include({ added: 0, undone: 0 });
  });

  it("gets along with an indexer that goes on meanwhile", async () => {
    const heights = [await preApprove(0), await preApprove(1), await preApprove(2)];
    await world.settle(world.follower({ source: hiding(chain.reader, heights) }));
    const indexer = world.follower();
    const going = (async () => {
      for (let index = 3; index < 6; index++) {
        await preApprove(index);
        await world.settle(indexer);
      }
    })();
    const [first] = await Promise.all([rescan(), going]);
    expect(first.added).to.equal(3);
    expect(await rescan()).to.include({ added: 0, undone: 0 });
    const applied = (await world.effects()).filter((effect) => effect.startsWith("apply"));
    expect(applied).to.have.lengthOf(6);
    expect(new Set(applied).size).to.equal(6);
  });
});
