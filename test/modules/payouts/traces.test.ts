import type { ReadableSpan } from "@opentelemetry/sdk-trace";
import { expect } from "chai";
import { parseAddress } from "../../../src/kernel/ids/chainIds.ts";
import { startTrace } from "../../../src/kernel/trace/trace.ts";
import {
  chainAccount,
  credit,
  debit,
  merchantAccount,
  postEntry,
} from "../../../src/modules/ledger/index.ts";
import {
  createPayout,
  createRecipient,
  submitPayouts,
  submitRecipients,
} from "../../../src/modules/payouts/index.ts";
import { collectSpans, type SpanCollection } from "../../fixtures/collectSpans.ts";
import { databaseKind, freshDatabase } from "../../fixtures/database.ts";
import { ASSET, CHAIN, makeWorld, type Shop, type World } from "../../fixtures/shop.ts";

describe(`traces of payouts on ${databaseKind}`, () => {
  let world: World;
  let shop: Shop;
  let drop: () => Promise<void>;
  let collection: SpanCollection;

  before(async () => {
    const fresh = await freshDatabase();
    drop = fresh.drop;
    world = await makeWorld(fresh.database);
    shop = await world.openShop();
    const money = { asset: ASSET, units: 100_000_000n };
    await world.inTx((tx) =>
      postEntry(tx, {
        kind: "SETTLEMENT_DEPOSITED",
        sourceId: "earned",
        ...owner(),
        postedAt: world.clock.now(),
        lines: [
          debit(chainAccount(CHAIN, "settlement"), money),
          credit(merchantAccount(shop.merchantId, "available"), money),
        ],
      }),
    );
  });
  after(() => drop());
  beforeEach(() => {
    collection = collectSpans();
  });
  afterEach(() => collection.stop());

  const owner = () => ({ merchantId: shop.merchantId, livemode: shop.livemode });
  const place = (span: ReadableSpan | undefined) => {
    const { traceId, spanId } = span?.spanContext() ?? {};
    return `00-${traceId}-${spanId}-01`;
  };

  it("lead into one batch: the first by its own way, the others by links both ways", async () => {
    for (const name of ["first", "second"]) {
      await startTrace({ name }, () =>
        world.inTx((tx) => createPayout(tx, { ...owner(), assetId: ASSET, amount: "10" }, world.payouts)),
      );
    }
    await world.inTx((tx) => createPayout(tx, { ...owner(), assetId: ASSET, amount: "10" }, world.payouts));
    expect(await world.inTx((tx) => submitPayouts(tx, world.payouts))).to.equal(3);

    const commands = collection.spans().filter(({ name }) => name === "postgresql transaction");
    const noted = await world.inTx((tx) =>
      tx.selectFrom("payouts").select("traceparent").orderBy("id").execute(),
    );
    expect(noted.map(({ traceparent }) => traceparent)).to.deep.equal([...commands.map(place), null]);
    const traceOf = (name: string) => collection.one(name).spanContext().traceId;
    const plans = collection.spans().filter(({ name }) => name === "transaction plan");
    const [joined, planned] = ["second", "first"].map((name) =>
      plans.find((span) => span.spanContext().traceId === traceOf(name)),
    );
    expect(plans).to.have.length(2);
    expect(planned?.links.map(({ context }) => context.traceId)).to.deep.equal([traceOf("second")]);
    expect(joined?.links.map(({ context }) => context.spanId)).to.deep.equal([planned?.spanContext().spanId]);
    expect(await transactions("payoutBatch")).to.deep.equal([place(planned)]);
  });

  it("lead from a new recipient to the transaction that tells the contract", async () => {
    const address = parseAddress(`0x${"ab".repeat(20)}`);
    await startTrace({ name: "request" }, () =>
      world.inTx((tx) =>
        createRecipient(tx, { ...owner(), chainId: CHAIN, address, label: "friend" }, world.payouts),
      ),
    );
    await world.inTx((tx) => submitRecipients(tx, 10, world.payouts));
    const plan = collection.one("transaction plan");
    expect(plan.spanContext().traceId).to.equal(collection.one("request").spanContext().traceId);
    expect(await transactions("setRecipient")).to.deep.equal([place(plan)]);
  });

  async function transactions(purpose: string): Promise<(string | null)[]> {
    const rows = await world.inTx((tx) =>
      tx.selectFrom("chain_transactions").select("traceparent").where("purpose", "=", purpose).execute(),
    );
    return rows.map(({ traceparent }) => traceparent);
  }
});
