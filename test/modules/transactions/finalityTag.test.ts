import { expect } from "chai";
import { ZERO_ADDRESS } from "../../../src/kernel/ids/chainIds.ts";
import type { TransactionGateway } from "../../../src/modules/transactions/index.ts";
import { databaseKind } from "../../fixtures/database.ts";
import { overriding } from "../../fixtures/overriding.ts";
import { signed } from "../../fixtures/signed.ts";
import { startAnvil } from "../../fixtures/startAnvil.ts";
import { startTestChain, type TestChain, transferCall } from "../../fixtures/testChain.ts";
import { openSendingWorld, type SendingWorld, senderOf } from "./sendingWorld.ts";

/** Foundry's node calls the block finalized that is two epochs behind its head: not the depth of these tests. */
const LAG = 6;

describe(`transactions where the nodes say what is final (${databaseKind})`, function () {
  this.timeout(60_000);
  let chain: TestChain;
  let world: SendingWorld;
  let gateway: TransactionGateway;

  before(async () => {
    chain = await startTestChain(await startAnvil({ slotsInAnEpoch: LAG / 2 }));
    gateway = senderOf(chain, chain.reader, { kind: "TAG", tag: "finalized" });
  });
  after(() => chain?.close());
  beforeEach(async () => {
    world = await openSendingWorld(chain);
  });
  afterEach(() => world.close());

  const planned = () => world.plan(transferCall(chain, chain.wallets[5]?.address ?? ZERO_ADDRESS, 1n));
  const statusAfter = async (id: Parameters<SendingWorld["read"]>[0], asked = gateway) => {
    await world.pass({ gateway: asked });
    return (await world.read(id)).status;
  };

  it("are FINAL with the block that the tag names", async () => {
    const { id } = await planned();
    expect(await statusAfter(id)).to.equal("BROADCAST");
    await chain.mine(LAG);
    expect(await statusAfter(id)).to.equal("MINED");
    await chain.mine();
    expect(await statusAfter(id)).to.equal("FINAL");
  });

  it("stay MINED while no block is final", async () => {
    const { id } = await planned();
    await statusAfter(id);
    await chain.mine(3 * LAG);
    const young = overriding(gateway, { finalNumber: async () => -1 });
    expect(await statusAfter(id, young)).to.equal("MINED");
    expect(await statusAfter(id)).to.equal("FINAL");
  });

  it("are DROPPED once a block is final in which their nonce was used otherwise", async () => {
    const { id } = await planned();
    const silent = overriding(gateway, { broadcast: async () => ({ outcome: "TAKEN" as const }) });
    expect(await statusAfter(id, silent)).to.equal("BROADCAST");
    const foreign = await signed(gateway, chain.signers.capture.address, {
      call: transferCall(chain, ZERO_ADDRESS, 0n),
      nonce: Number((await world.read(id)).nonce),
      gasLimit: 60_000n,
      fees: await gateway.fees(),
    });
    await gateway.broadcast(foreign.raw);
    await chain.mine();
    expect(await statusAfter(id, silent)).to.equal("BROADCAST");
    await chain.mine(LAG - 1);
    expect(await statusAfter(id, silent)).to.equal("BROADCAST");
    await chain.mine();
    expect(await statusAfter(id, silent)).to.equal("DROPPED");
    expect(world.deaths.map((dead) => dead.id)).to.deep.equal([id]);
  });
});
