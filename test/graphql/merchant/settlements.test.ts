import { expect } from "chai";
import { type Journey, startJourney } from "../../fixtures/journey.ts";
import { ASSET, type Shop } from "../../fixtures/shop.ts";
import { type DoorWorld, openDoors } from "../doorWorld.ts";

const BATCH = `id number status opening closing gross fees refunds payouts other
  payout { amount { decimal } status destination }
  lines(first: 1) { nodes { line kind net balance merchantReference fee { decimal } } pageInfo { hasNextPage endCursor } }`;

describe("settlement at the merchant door", () => {
  let world: DoorWorld;
  let shop: Shop;
  let journey: Journey;
  let key: string;

  before(async () => {
    world = await openDoors();
  });
  after(() => world.close());
  beforeEach(async () => {
    shop = await world.openShop();
    key = await world.keyOf(shop);
    journey = startJourney(world, shop);
    for (const merchantReference of ["order-1", "order-2"]) {
      const payment = await journey.ask({ merchantReference });
      await journey.finalize(await journey.pay(payment));
      await journey.capture(payment);
      await journey.finalize(await journey.seeCapture(payment, 100_000_000n));
    }
  });

  const run = (idempotencyKey: string) =>
    world.ask(
      `mutation ($input: SettlementRunNowInput!) { settlementRunNow(input: $input) { settlementBatch { ${BATCH} } idempotentReplay userErrors { code path } } }`,
      { key, variables: { input: { assetId: ASSET, idempotencyKey } } },
    );

  it("closes a batch once for a key, with its lines and its payout", async () => {
    const { data } = await run("today");
    const { settlementBatch: batch } = data.settlementRunNow;
    expect(batch).to.deep.include({
      number: 1,
      status: "READY",
      opening: "0",
      closing: "198",
      gross: "200",
      fees: "2",
      refunds: "0",
      payouts: "0",
      other: "0",
    });
    expect(batch.payout).to.deep.equal({
      amount: { decimal: "198" },
      status: "READY",
      destination: `eip155:31337:${shop.account.address}`,
    });
    expect(batch.lines.nodes).to.deep.equal([
      {
        line: 1,
        kind: "CAPTURE_FINAL",
        net: "99",
        balance: "99",
        merchantReference: "order-1",
        fee: { decimal: "1" },
      },
    ]);
    const again = await run("today");
    expect(again.data.settlementRunNow.idempotentReplay).to.equal(true);
    expect(again.data.settlementRunNow.settlementBatch.id).to.equal(batch.id);
    const next = await world.ask(
      "query ($id: ID!, $after: String) { settlementBatch(id: $id) { lines(first: 5, after: $after) { nodes { line merchantReference } pageInfo { hasNextPage } } } }",
      { key, variables: { id: batch.id, after: batch.lines.pageInfo.endCursor } },
    );
    expect(batch.lines.pageInfo.hasNextPage).to.equal(true);
    expect(next.data.settlementBatch.lines).to.deep.equal({
      nodes: [{ line: 2, merchantReference: "order-2" }],
      pageInfo: { hasNextPage: false },
    });
  });

  it("lists them, by asset, and finds one by its id, but not another merchant's", async () => {
    const { data } = await run("today");
    const { id } = data.settlementRunNow.settlementBatch;
    const LIST =
      "query ($assetId: AssetId) { settlementBatches(first: 10, assetId: $assetId) { nodes { id } } }";
    const mine = await world.ask(LIST, { key, variables: { assetId: ASSET } });
    expect(mine.data.settlementBatches.nodes).to.deep.equal([{ id }]);
    const stranger = await world.keyOf(await world.openShop());
    const theirs = await world.ask(LIST, { key: stranger });
    expect(theirs.data.settlementBatches.nodes).to.deep.equal([]);
    for (const [who, found] of [
      [key, { id }],
      [stranger, null],
    ] as const) {
      const node = await world.ask("query ($id: ID!) { node(id: $id) { id } }", {
        key: who,
        variables: { id },
      });
      expect(node.data.node).to.deep.equal(found);
    }
  });

  it("takes a schedule, shows it, and refuses one that makes no sense", async () => {
    const set = (input: object) =>
      world.ask(
        "mutation ($input: SettlementScheduleSetInput!) { settlementScheduleSet(input: $input) { settlementSchedule { cadence hourUtc minimum { decimal } retained { decimal } nextRunAt failure } userErrors { code path } } }",
        { key, variables: { input: { assetId: ASSET, ...input } } },
      );
    const { data } = await set({ cadence: "DAILY", hourUtc: 6, minimum: "10", retained: "2.5" });
    expect(data.settlementScheduleSet.userErrors).to.deep.equal([]);
    const wrong = await set({ cadence: "THRESHOLD", minimum: "0" });
    expect(wrong.data.settlementScheduleSet).to.deep.equal({
      settlementSchedule: null,
      userErrors: [{ code: "INVALID_INPUT", path: ["input", "minimum"] }],
    });
    const shown = await world.ask("{ settlementSchedules { cadence hourUtc asset { assetId } } }", { key });
    expect(shown.data.settlementSchedules).to.deep.equal([
      { cadence: "DAILY", hourUtc: 6, asset: { assetId: ASSET } },
    ]);
  });

  it("refuses to settle nothing", async () => {
    await run("first");
    await run("second"); // the payout of the first
    const { data } = await run("third");
    expect(data.settlementRunNow).to.deep.include({
      settlementBatch: null,
      userErrors: [{ code: "NOTHING_TO_SETTLE", path: ["input", "assetId"] }],
    });
  });
});
