import { expect } from "chai";
import { keccak256 } from "ethers";
import type { Hex } from "../../src/kernel/ids/chainIds.ts";
import { databaseKind } from "../fixtures/database.ts";
import { selectorOf } from "./support/chainTruth.ts";
import { type MinedWorld, openMinedWorld } from "./support/minedWorld.ts";
import { isSendOf } from "./support/rpcProxy.ts";

describe(`A hold whose gas was estimated before a payout emptied the escrow (${databaseKind})`, function () {
  this.timeout(120_000);
  let world: MinedWorld;

  before(async () => {
    world = await openMinedWorld();
    await world.whileMining(async () => {
      await world.pay({ amount: "100", reference: "first" });
      await world.merchant.settled({ payments: 1, payouts: 0 });
    });
  });
  after(() => world?.close());

  it("is taken all the same", async () => {
    const { chain, proxy, merchant } = world;
    const payout = losePayouts();
    await merchant.payOut("50", "payout");
    const raw = await payout.lost;
    const late = proxy.breakNext(isSendOf(selectorOf("authorize")), async (_call, forward) => {
      expect(await chain.dollarsOf(chain.contracts.escrow)).to.equal(100_000_000n);
      payout.letThrough();
      await chain.rpc.request("eth_sendRawTransaction", [raw]);
      await chain.mine();
      expect(await chain.dollarsOf(chain.contracts.escrow)).to.equal(0n);
      await forward();
    });
    await world.pay({ amount: "10", reference: "second" });
    const { params } = await late;
    const hash = keccak256(params[0] as Hex);
    await chain.mine();
    const receipt = await chain.rpc.request("eth_getTransactionReceipt", [hash]);
    expect((receipt as { status: string }).status).to.equal("0x1");
    await world.whileMining(() => merchant.settled({ payments: 2, payouts: 1 }));
    const payments = await merchant.payments();
    expect(payments.map(({ merchantReference, status }) => [merchantReference, status])).to.deep.equal([
      ["second", "SUCCEEDED"],
      ["first", "SUCCEEDED"],
    ]);
  });

  /** Keeps payouts from the node, so that estimates know nothing of them. `lost` is the first one's raw transaction. */
  function losePayouts(): { readonly lost: Promise<Hex>; letThrough(): void } {
    let isLosing = true;
    const loseNext = async (): Promise<Hex> => {
      const { params } = await world.proxy.breakNext(
        isSendOf(selectorOf("payoutBatch")),
        async () => undefined,
      );
      if (isLosing) void loseNext();
      return params[0] as Hex;
    };
    return {
      lost: loseNext(),
      letThrough() {
        isLosing = false;
      },
    };
  }
});
