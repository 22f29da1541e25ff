import { setTimeout as pause } from "node:timers/promises";
import { expect } from "chai";
import {
  chainAccount,
  checkLedger,
  credit,
  debit,
  merchantAccount,
  postEntry,
} from "../../../src/modules/ledger/index.ts";
import { createRefund } from "../../../src/modules/payments/index.ts";
import { createPayout, submitPayouts, transactionDied } from "../../../src/modules/payouts/index.ts";
import { settlementStatusOf } from "../../../src/modules/settlement/index.ts";
import { databaseKind, freshDatabase } from "../../fixtures/database.ts";
import { refused } from "../../fixtures/refused.ts";
import { ASSET, CHAIN, makeWorld, type Shop, type World } from "../../fixtures/shop.ts";
import { type Till, tillOf } from "./till.ts";

function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

describe(`settlement on ${databaseKind}`, () => {
  let world: World;
  let shop: Shop;
  let till: Till;
  let drop: () => Promise<void>;

  before(async () => {
    const fresh = await freshDatabase();
    drop = fresh.drop;
    world = await makeWorld(fresh.database);
  });
  after(() => drop());
  beforeEach(async () => {
    shop = await world.openShop(); // 100 basis points
    till = tillOf(world, shop);
  });
  afterEach(async () => {
    await till.close();
    expect(await world.inTx(checkLedger)).to.deep.include({ unbalanced: [], drifted: [] });
  });

  const nothing = (error: { code?: string }) => {
    if (error.code !== "NOTHING_TO_SETTLE") throw error;
  };

  it("freezes what was captured, with its fees, and pays out what is free", async () => {
    const first = await till.sell("order-1");
    await till.sell("order-2");
    const batch = await till.settle();
    expect(batch).to.include({
      number: 1,
      opening: 0n,
      closing: 198_000_000n,
      gross: 200_000_000n,
      fees: 2_000_000n,
      refunds: 0n,
      payouts: 0n,
      other: 0n,
    });
    const payout = await till.payoutOf(batch);
    expect(payout).to.include({ amount: 198_000_000n, status: "READY", recipientId: null });
    expect(settlementStatusOf(payout)).to.equal("READY");
    const lines = await till.linesOf(batch);
    expect(lines.map(({ merchantReference }) => merchantReference)).to.deep.equal(["order-1", "order-2"]);
    expect(lines[0]).to.deep.include({
      line: 1,
      kind: "CAPTURE_FINAL",
      gross: 100_000_000n,
      fee: 1_000_000n,
      net: 99_000_000n,
      balance: 99_000_000n,
    });
    expect(lines[0]?.objectId).to.match(/^cap_/);
    expect((await till.journey.now(first)).amounts.captured).to.equal(100_000_000n);
  });

  it("begins where the last batch ended: each movement is settled once", async () => {
    const sold = await till.sell("order-1");
    const first = await till.settle();
    await till.sell("order-2");
    await world.inTx((tx) =>
      createRefund(tx, { ...till.owner, paymentId: sold.id, amount: "40" }, world.payments),
    );
    const second = await till.settle();
    expect(second).to.include({
      number: 2,
      opening: 99_000_000n,
      closing: 59_000_000n,
      gross: 100_000_000n,
      fees: 1_000_000n,
      refunds: 40_000_000n,
      payouts: 99_000_000n,
    });
    expect(second.openedAt).to.deep.equal(first.closedAt);
    expect((await till.linesOf(second)).map(({ kind, net }) => [kind, net])).to.deep.equal([
      ["PAYOUT_REQUESTED", -99_000_000n],
      ["CAPTURE_FINAL", 99_000_000n],
      ["REFUND_REQUESTED", -40_000_000n],
    ]);
    expect((await till.payoutOf(second))?.amount).to.equal(59_000_000n);
    await till.settle(); // the payout of the second
    await refused("NOTHING_TO_SETTLE", till.settle);
    expect(await till.batches()).to.have.length(3);
  });

  it("pays the amount of a payout that failed with the next batch", async () => {
    await till.sell("order-1");
    const first = await till.settle();
    await world.inTx((tx) => submitPayouts(tx, till.context));
    const payout = await till.payoutOf(first);
    if (!payout?.transactionId) throw new Error("a submitted payout has a transaction");
    const dead = { id: payout.transactionId, status: "REVERTED", failure: "OutOfGas" };
    await world.inTx((tx) => transactionDied(tx, dead, till.context));
    expect(settlementStatusOf(await till.payoutOf(first))).to.equal("FAILED");
    const second = await till.settle();
    expect(second).to.include({ opening: 99_000_000n, payouts: 0n, closing: 99_000_000n });
    expect((await till.linesOf(second)).map(({ kind }) => kind)).to.deep.equal([
      "PAYOUT_REQUESTED",
      "PAYOUT_RELEASED",
    ]);
    expect((await till.payoutOf(second))?.amount).to.equal(99_000_000n);
  });

  it("leaves what the schedule retains, and waits for the minimum", async () => {
    await till.schedule({ cadence: "MANUAL", retained: "50", minimum: "49.000001" });
    await till.sell("order-1");
    const small = await till.settle();
    expect(small).to.include({ closing: 99_000_000n, payoutId: null });
    expect(settlementStatusOf(await till.payoutOf(small))).to.equal("CLOSED");
    await till.schedule({ cadence: "MANUAL", retained: "50", minimum: "49" });
    expect((await till.payoutOf(await till.settle()))?.amount).to.equal(49_000_000n);
  });

  it("cannot be changed afterwards", async () => {
    await till.sell("order-1");
    const batch = await till.settle();
    for (const table of ["settlement_batches", "settlement_lines"] as const) {
      const change = world.inTx((tx) => tx.deleteFrom(table).execute());
      expect(await change.catch((error: { code?: string }) => error.code)).to.equal("23001");
    }
    expect(await till.batches()).to.deep.equal([batch]);
  });

  it("settles once when many ask at the same moment", async () => {
    await till.sell("order-1");
    const ended = await Promise.allSettled(Array.from({ length: 8 }, till.settle));
    const paid = (await Promise.all((await till.batches()).map(till.payoutOf))).filter(
      (payout) => payout !== null,
    );
    expect(ended.some(({ status }) => status === "fulfilled")).to.equal(true);
    expect(paid.map(({ amount }) => amount)).to.deep.equal([99_000_000n]);
  });

  it("misses nothing that comes in while it settles", async () => {
    const amounts = Array.from({ length: 60 }, (_, index) => 1n << BigInt(index));
    for (let from = 0; from < amounts.length; from += 6) {
      const coming = amounts.slice(from, from + 6).map((units) => world.earn(shop, units));
      await Promise.all([...coming, till.settle().catch(nothing), till.settle().catch(nothing)]);
    }
    await till.settle().catch(nothing);
    const lines = (await Promise.all((await till.batches()).map(till.linesOf))).flat();
    const came = lines.flatMap(({ kind, net }) => (kind === "SETTLEMENT_DEPOSITED" ? [net] : []));
    expect(came.sort((one, other) => (one < other ? -1 : 1))).to.deep.equal(amounts);
  });

  it("waits for the first money that a merchant ever gets, while it is being posted", async function () {
    if (databaseKind === "pglite") return this.skip(); // one connection: nothing runs beside a transaction
    const [posted, release] = [gate(), gate()];
    const money = { asset: ASSET, units: 5_000_000n };
    const first = world.inTx(async (tx) => {
      await postEntry(tx, {
        kind: "SETTLEMENT_DEPOSITED",
        sourceId: `first:${shop.merchantId}`,
        ...till.owner,
        postedAt: world.clock.now(),
        lines: [
          debit(chainAccount(CHAIN, "settlement"), money),
          credit(merchantAccount(shop.merchantId, "available"), money),
        ],
      });
      posted.open();
      await release.opened;
    });
    await posted.opened;
    const settled = till.settle();
    await Promise.race([settled.catch(nothing), pause(200)]);
    release.open();
    await first;
    expect(await settled).to.include({ closing: 5_000_000n });
  });

  it("leaves the books in order where nothing ever came", async () => {
    await till.schedule({ cadence: "HOURLY" });
    await till.settle().catch(nothing);
    expect(await till.batches()).to.deep.equal([]);
  });

  it("counts what a merchant pays out by itself", async () => {
    await till.sell("order-1");
    await world.inTx((tx) =>
      createPayout(
        tx,
        { ...till.owner, assetId: ASSET, amount: "9", merchantReference: "rent" },
        till.context,
      ),
    );
    const batch = await till.settle();
    expect(batch).to.include({ payouts: 9_000_000n, closing: 90_000_000n });
    expect((await till.linesOf(batch))[1]).to.deep.include({ merchantReference: "rent", net: -9_000_000n });
  });
});
