import { expect } from "chai";
import { settleMerchantsPass } from "../../../src/jobs/workers/settleMerchants.worker.ts";
import { checkLedger } from "../../../src/modules/ledger/index.ts";
import { setPayoutLimit } from "../../../src/modules/payouts/index.ts";
import { listSchedules, type SetSchedule } from "../../../src/modules/settlement/index.ts";
import { databaseKind, freshDatabase } from "../../fixtures/database.ts";
import { refused } from "../../fixtures/refused.ts";
import { ASSET, makeWorld, type Shop, type World } from "../../fixtures/shop.ts";
import { type Till, tillOf } from "./till.ts";

describe(`schedules of settlement on ${databaseKind}`, () => {
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

  const pass = () => settleMerchantsPass(world.database, till.context)();

  it("runs by itself as soon as money is available, or a threshold of it", async () => {
    await till.schedule({ cadence: "EACH_CAPTURE" });
    await till.sell("order-1");
    await pass();
    expect(await till.batches(), "it is not due yet").to.deep.equal([]);
    world.clock.advance(10);
    await pass();
    expect((await till.batches()).map(({ closing }) => closing)).to.deep.equal([99_000_000n]);
    world.clock.advance(10);
    await pass();
    expect(await till.batches(), "nothing is free").to.have.length(1);
    await refused("INVALID_INPUT", () => till.schedule({ cadence: "THRESHOLD" }));
    await till.schedule({ cadence: "THRESHOLD", minimum: "150" });
    await till.sell("order-2");
    world.clock.advance(10);
    await pass();
    expect(await till.batches()).to.have.length(1);
    await till.sell("order-3");
    world.clock.advance(10);
    await pass();
    expect((await till.batches()).map(({ closing }) => closing)).to.deep.equal([198_000_000n, 99_000_000n]);
  });

  it("runs at full hours, and once a day at its hour", async () => {
    const at = async (cadence: Pick<SetSchedule, "cadence" | "hourUtc">) =>
      (await till.schedule(cadence)).nextRunAt?.toISOString();
    world.clock.advance(3_600 - ((world.clock.now().getTime() / 1_000) % 86_400) + 86_400); // 01:00
    const day = world.clock.now().toISOString().slice(0, 10);
    const tomorrow = new Date(world.clock.now().getTime() + 86_400_000).toISOString().slice(0, 10);
    expect(await at({ cadence: "HOURLY" })).to.equal(`${day}T02:00:00.000Z`);
    expect(await at({ cadence: "DAILY", hourUtc: 1 })).to.equal(`${tomorrow}T01:00:00.000Z`);
    expect(await at({ cadence: "DAILY", hourUtc: 2 })).to.equal(`${day}T02:00:00.000Z`);
    expect(await at({ cadence: "MANUAL" })).to.equal(undefined);
    await refused("INVALID_INPUT", () => till.schedule({ cadence: "DAILY", hourUtc: 24 }));
    await refused("INVALID_INPUT", () => till.schedule({ cadence: "HOURLY", hourUtc: 2 }));
    await till.schedule({ cadence: "HOURLY" });
    await till.sell("order-1");
    world.clock.advance(3_600);
    await Promise.all([pass(), pass()]);
    expect(await till.batches()).to.have.length(1);
    const [next] = await world.inTx((tx) => listSchedules(tx, till.owner));
    expect(next?.nextRunAt?.toISOString()).to.equal(`${day}T03:00:00.000Z`);
  });

  it("rests when the payout is refused, says why, and keeps everything for the next time", async () => {
    const limit = { merchantId: shop.merchantId, assetId: ASSET, approvalAbove: null, dailyLimit: "50" };
    await world.inTx((tx) => setPayoutLimit(tx, limit, till.context));
    await till.schedule({ cadence: "EACH_CAPTURE" });
    await till.sell("order-1");
    const refusal = await refused("PAYOUT_LIMIT_EXCEEDED", till.settle);
    expect(refusal.path, "there is no amount to blame").to.deep.equal(["input", "assetId"]);
    world.clock.advance(10);
    await pass();
    const [resting] = await world.inTx((tx) => listSchedules(tx, till.owner));
    expect(resting?.failure).to.equal("PAYOUT_LIMIT_EXCEEDED");
    expect(await till.batches()).to.deep.equal([]);
    expect(await till.journey.balance()).to.include({ available: 99_000_000n, reserved: 0n });
    await world.inTx((tx) => setPayoutLimit(tx, { ...limit, dailyLimit: null }, till.context));
    world.clock.advance(600);
    await pass();
    expect(await till.batches()).to.have.length(1);
    const [running] = await world.inTx((tx) => listSchedules(tx, till.owner));
    expect(running?.failure).to.equal(null);
  });

  it("holds up nobody else where the books do not add up, and fails all the same", async () => {
    const broken = shop;
    await till.schedule({ cadence: "EACH_CAPTURE" });
    await world.earn(broken, 5n);
    const book = (credits: bigint) =>
      world.inTx((tx) =>
        tx
          .updateTable("ledger_balances")
          .set({ credits })
          .where("account", "=", `merchant:${broken.merchantId}:available`)
          .execute(),
      );
    await book(6n);
    const whole = tillOf(world, await world.openShop());
    await whole.schedule({ cadence: "EACH_CAPTURE" });
    await whole.sell("order-1");
    world.clock.advance(10);
    const failure = await pass().catch((error: Error) => error.message);
    expect(failure).to.contain(broken.merchantId);
    expect(await whole.batches()).to.have.length(1);
    expect(await till.batches()).to.deep.equal([]);
    await whole.close();
    await book(5n);
  });
});
