import { expect } from "chai";
import { databaseKind } from "../fixtures/database.ts";
import { startAnvil } from "../fixtures/startAnvil.ts";
import { startTestChain, type TestChain } from "../fixtures/testChain.ts";
import { FINALITY_DEPTH, type FollowWorld, openFollowWorld, preApproval } from "./followWorld.ts";

describe(`ChainFollower on Foundry's node (${databaseKind})`, function () {
  this.timeout(60_000);
  let chain: TestChain;
  let world: FollowWorld;

  before(async () => {
    chain = await startTestChain(await startAnvil());
    world = await openFollowWorld(chain);
  });
  after(async () => {
    await world?.drop();
    await chain?.close();
  });

  it("takes facts in, and out again when the node replaces its blocks by itself", async () => {
    const [payer] = chain.wallets;
    if (!payer) throw new Error("there are wallets");
    const follower = world.follower();
    await chain.mine(FINALITY_DEPTH + 1);
    await chain.send(payer, preApproval(chain, payer.address, 1n));
    await chain.mine();
    const { number: height } = await chain.reader.head();
    await world.settle(follower);
    expect(await world.facts()).to.deep.equal([`SEEN ${height} ${payer.address}`]);

    await chain.rpc.request("anvil_reorg", [3, []]); // other blocks, without the transaction
    await chain.mine();
    await world.settle(follower);
    expect(await world.facts()).to.deep.equal([`ORPHANED ${height} ${payer.address}`]);
    expect(follower.status()).to.include({ reorgs: 1, deepReorgs: 0, lag: 0 });
    expect(await world.effects()).to.deep.equal([
      `apply ${height} ${payer.address}`,
      `undo ${height} ${payer.address}`,
    ]);
  });
});
