import { expect } from "chai";
import { settleMerchantsPass } from "../../../src/jobs/workers/settleMerchants.worker.ts";
import { checkLedger } from "../../../src/modules/ledger/index.ts";
import { createRefund } from "../../../src/modules/payments/index.ts";
import {
  createPayout,
  getPayouts,
  setPayoutLimit,
  submitPayouts,
  transactionDied,
} from "../../../src/modules/payouts/index.ts";
import {
  listSchedules,
  listSettlementBatches,
  readLines,
  type SetSchedule,
  type SettlementBatch,
  setSchedule,
  settlementStatusOf,
  settleNow,
} from "../../../src/modules/settlement/index.ts";
import { databaseKind, freshDatabase } from "../../fixtures/database.ts";
import { type Journey, startJourney } from "../../fixtures/journey.ts";
import { refused } from "../../fixtures/refused.ts";
import { ASSET, makeWorld, type Shop, type World } from "../../fixtures/shop.ts";

describe(`settlement on ${databaseKind}`, () => {
  let world: World;
  let shop: Shop;
  let journey: Journey;
  let drop: () => Promise<void>;
  let context: World["payouts"] & { secretKey: Uint8Array };

  before(async () => {
    const fresh = await freshDatabase();
    drop = fresh.drop;
    world = await makeWorld(fresh.database);
    context = { ...world.payouts, secretKey: world.payments.secretKey };
  });
  after(() => drop());
  beforeEach(async () => {
    shop = await world.openShop(); // 100 basis points
    journey = startJourney(world, shop);
  });
  afterEach(async () => {
    const manual = { ...owner(), assetId: ASSET, cadence: "MANUAL" } as const;
    await world.inTx((tx) => setSchedule(tx, manual, context)); // due for nobody's test but this one
    while ((await world.inTx((tx) => submitPayouts(tx, context))) > 0);
    expect(await world.inTx(checkLedger)).to.deep.include({ unbalanced: [], drifted: [] });
  });

  const owner = () => ({ merchantId: shop.merchantId, livemode: shop.livemode });
  const settle = () => world.inTx((tx) => settleNow(tx, { ...owner(), assetId: ASSET }, context));
  const schedule = (change: Partial<SetSchedule> & Pick<SetSchedule, "cadence">) =>
    world.inTx((tx) => setSchedule(tx, { ...owner(), assetId: ASSET, ...change }, context));
  const linesOf = ({ id }: SettlementBatch) =>
    world.inTx((tx) => readLines(tx, id, { afterEntry: null, limit: 100 }));
  const batches = async () => {
    const page = { limit: 100, backward: true, from: null };
    return (await world.inTx((tx) => listSettlementBatches(tx, owner(), { filter: {}, page }))).items;
  };
  const payoutOf = async ({ payoutId }: SettlementBatch) => {
    const [payout] = await world.inTx((tx) => getPayouts(tx, owner(), payoutId ? [payoutId] : []));
    return payout ?? null;
  };
  const pass = () => settleMerchantsPass(world.database, context)();

  const nothing = (error: { code?: string }) => {
    if (error.code !== "NOTHING_TO_SETTLE") throw error;
  };

  /** 100 dollars less a fee of 1 become available. */
  async function sell(reference: string) {
    const payment = await journey.ask({ merchantReference: reference });
    await journey.finalize(await journey.pay(payment));
    await journey.capture(payment);
    await journey.finalize(await journey.seeCapture(payment, 100_000_000n));
    return payment;
  }

  it("freezes what was captured, with its fees, and pays out what is free", async () => {
    const first = await sell("order-1");
    await sell("order-2");
    const batch = await settle();
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
    const payout = await payoutOf(batch);
    expect(payout).to.include({ amount: 198_000_000n, status: "READY", recipientId: null });
    expect(settlementStatusOf(payout)).to.equal("READY");
    const lines = await linesOf(batch);
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
    expect((await journey.now(first)).amounts.captured).to.equal(100_000_000n);
  });

  it("begins where the last batch ended: each movement is settled once", async () => {
    const sold = await sell("order-1");
    const first = await settle();
    await sell("order-2");
    await world.inTx((tx) =>
      createRefund(tx, { ...owner(), paymentId: sold.id, amount: "40" }, world.payments),
    );
    const second = await settle();
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
    expect((await linesOf(second)).map(({ kind, net }) => [kind, net])).to.deep.equal([
      ["PAYOUT_REQUESTED", -99_000_000n],
      ["CAPTURE_FINAL", 99_000_000n],
      ["REFUND_REQUESTED", -40_000_000n],
    ]);
    expect((await payoutOf(second))?.amount).to.equal(59_000_000n);
    await settle(); // the payout of the second
    await refused("NOTHING_TO_SETTLE", settle);
    expect(await batches()).to.have.length(3);
  });

  it("pays the amount of a payout that failed with the next batch", async () => {
    await sell("order-1");
    const first = await settle();
    await world.inTx((tx) => submitPayouts(tx, context));
    const payout = await payoutOf(first);
    if (!payout?.transactionId) throw new Error("a submitted payout has a transaction");
    const dead = { id: payout.transactionId, status: "REVERTED", failure: "OutOfGas" };
    await world.inTx((tx) => transactionDied(tx, dead, context));
    expect(settlementStatusOf(await payoutOf(first))).to.equal("FAILED");
    const second = await settle();
    expect(second).to.include({ opening: 99_000_000n, payouts: 0n, closing: 99_000_000n });
    expect((await linesOf(second)).map(({ kind }) => kind)).to.deep.equal([
      "PAYOUT_REQUESTED",
      "PAYOUT_RELEASED",
    ]);
    expect((await payoutOf(second))?.amount).to.equal(99_000_000n);
  });

  it("leaves what the schedule retains, and waits for the minimum", async () => {
    await schedule({ cadence: "MANUAL", retained: "50", minimum: "49.000001" });
    await sell("order-1");
    const small = await settle();
    expect(small).to.include({ closing: 99_000_000n, payoutId: null });
    expect(settlementStatusOf(await payoutOf(small))).to.equal("CLOSED");
    await schedule({ cadence: "MANUAL", retained: "50", minimum: "49" });
    expect((await payoutOf(await settle()))?.amount).to.equal(49_000_000n);
  });

  it("cannot be changed afterwards", async () => {
    await sell("order-1");
    const batch = await settle();
    for (const table of ["settlement_batches", "settlement_lines"] as const) {
      const change = world.inTx((tx) => tx.deleteFrom(table).execute());
      expect(await change.catch((error: { code?: string }) => error.code)).to.equal("23001");
    }
    expect(await batches()).to.deep.equal([batch]);
  });

  it("settles once when many ask at the same moment", async () => {
    await sell("order-1");
    const ended = await Promise.allSettled(Array.from({ length: 8 }, settle));
    const paid = (await Promise.all((await batches()).map(payoutOf))).filter((payout) => payout !== null);
    expect(ended.some(({ status }) => status === "fulfilled")).to.equal(true);
    expect(paid.map(({ amount }) => amount)).to.deep.equal([99_000_000n]);
  });

  it("misses nothing that comes in while it settles", async () => {
    const amounts = Array.from({ length: 60 }, (_, index) => 1n << BigInt(index));
    for (let from = 0; from < amounts.length; from += 6) {
      const coming = amounts.slice(from, from + 6).map((units) => world.earn(shop, units));
      await Promise.all([...coming, settle().catch(nothing), settle().catch(nothing)]);
    }
    await settle().catch(nothing);
    const lines = (await Promise.all((await batches()).map(linesOf))).flat();
    const came = lines.flatMap(({ kind, net }) => (kind === "SETTLEMENT_DEPOSITED" ? [net] : []));
    expect(came.sort((one, other) => (one < other ? -1 : 1))).to.deep.equal(amounts);
  });

  it("runs by itself as soon as money is available, or a threshold of it", async () => {
    await schedule({ cadence: "EACH_CAPTURE" });
    await sell("order-1");
    await pass();
    expect(await batches(), "it is not due yet").to.deep.equal([]);
    world.clock.advance(10);
    await pass();
    expect((await batches()).map(({ closing }) => closing)).to.deep.equal([99_000_000n]);
    world.clock.advance(10);
    await pass();
    expect(await batches(), "nothing is free").to.have.length(1);
    await refused("INVALID_INPUT", () => schedule({ cadence: "THRESHOLD" }));
    await schedule({ cadence: "THRESHOLD", minimum: "150" });
    await sell("order-2");
    world.clock.advance(10);
    await pass();
    expect(await batches()).to.have.length(1);
    await sell("order-3");
    world.clock.advance(10);
    await pass();
    expect((await batches()).map(({ closing }) => closing)).to.deep.equal([198_000_000n, 99_000_000n]);
  });

  it("runs at full hours, and once a day at its hour", async () => {
    const at = async (cadence: Pick<SetSchedule, "cadence" | "hourUtc">) =>
      (await schedule(cadence)).nextRunAt?.toISOString();
    world.clock.advance(3_600 - ((world.clock.now().getTime() / 1_000) % 86_400) + 86_400); // 01:00
    const day = world.clock.now().toISOString().slice(0, 10);
    const tomorrow = new Date(world.clock.now().getTime() + 86_400_000).toISOString().slice(0, 10);
    expect(await at({ cadence: "HOURLY" })).to.equal(`${day}T02:00:00.000Z`);
    expect(await at({ cadence: "DAILY", hourUtc: 1 })).to.equal(`${tomorrow}T01:00:00.000Z`);
    expect(await at({ cadence: "DAILY", hourUtc: 2 })).to.equal(`${day}T02:00:00.000Z`);
    expect(await at({ cadence: "MANUAL" })).to.equal(undefined);
    await refused("INVALID_INPUT", () => schedule({ cadence: "DAILY", hourUtc: 24 }));
    await refused("INVALID_INPUT", () => schedule({ cadence: "HOURLY", hourUtc: 2 }));
    await schedule({ cadence: "HOURLY" });
    await sell("order-1");
    world.clock.advance(3_600);
    await Promise.all([pass(), pass()]);
    expect(await batches()).to.have.length(1);
    const [next] = await world.inTx((tx) => listSchedules(tx, owner()));
    expect(next?.nextRunAt?.toISOString()).to.equal(`${day}T03:00:00.000Z`);
  });

  it("rests when the payout is refused, says why, and keeps everything for the next time", async () => {
    const limit = { merchantId: shop.merchantId, assetId: ASSET, approvalAbove: null, dailyLimit: "50" };
    await world.inTx((tx) => setPayoutLimit(tx, limit, context));
    await schedule({ cadence: "EACH_CAPTURE" });
    await sell("order-1");
    world.clock.advance(10);
    await pass();
    const [resting] = await world.inTx((tx) => listSchedules(tx, owner()));
    expect(resting?.failure).to.equal("PAYOUT_LIMIT_EXCEEDED");
    expect(await batches()).to.deep.equal([]);
    expect(await journey.balance()).to.include({ available: 99_000_000n, reserved: 0n });
    await world.inTx((tx) => setPayoutLimit(tx, { ...limit, dailyLimit: null }, context));
    world.clock.advance(600);
    await pass();
    expect(await batches()).to.have.length(1);
    const [running] = await world.inTx((tx) => listSchedules(tx, owner()));
    expect(running?.failure).to.equal(null);
  });

  it("counts what a merchant pays out by itself", async () => {
    await sell("order-1");
    await world.inTx((tx) =>
      createPayout(tx, { ...owner(), assetId: ASSET, amount: "9", merchantReference: "rent" }, context),
    );
    const batch = await settle();
    expect(batch).to.include({ payouts: 9_000_000n, closing: 90_000_000n });
    expect((await linesOf(batch))[1]).to.deep.include({ merchantReference: "rent", net: -9_000_000n });
  });
});
