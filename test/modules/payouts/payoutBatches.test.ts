import { expect } from "chai";
import { DomainError, DomainErrors } from "../../../src/kernel/errors/domainError.ts";
import { newId } from "../../../src/kernel/ids/ids.ts";
import { checkLedger, readBalances } from "../../../src/modules/ledger/index.ts";
import {
  batchStatusOf,
  cancelPayout,
  cancelPayoutBatch,
  createPayout,
  createPayoutBatch,
  estimatePayouts,
  getPayoutBatches,
  listPayouts,
  type PayoutBatch,
  type PayoutCounts,
  submitPayouts,
  transactionDied,
} from "../../../src/modules/payouts/index.ts";
import { databaseKind, freshDatabase } from "../../fixtures/database.ts";
import { refused } from "../../fixtures/refused.ts";
import { ASSET, makeWorld, type Shop, type World } from "../../fixtures/shop.ts";

const NONE: PayoutCounts = {
  REQUIRES_APPROVAL: 0,
  READY: 0,
  SUBMITTED: 0,
  CONFIRMING: 0,
  PAID: 0,
  FAILED: 0,
  CANCELED: 0,
};

describe("the status of a batch of payouts", () => {
  const cases: [Partial<PayoutCounts>, string][] = [
    [{ READY: 3 }, "ACCEPTED"],
    [{ READY: 2, CANCELED: 1 }, "ACCEPTED"],
    [{ REQUIRES_APPROVAL: 2, READY: 1 }, "ACCEPTED"],
    [{ REQUIRES_APPROVAL: 1, PAID: 2 }, "PROCESSING"],
    [{ READY: 2, SUBMITTED: 1 }, "PROCESSING"],
    [{ READY: 2, FAILED: 1 }, "PROCESSING"],
    [{ SUBMITTED: 3 }, "PROCESSING"],
    [{ CONFIRMING: 1, PAID: 2 }, "PROCESSING"],
    [{ PAID: 3 }, "PAID"],
    [{ PAID: 2, FAILED: 1 }, "PARTIALLY_PAID"],
    [{ PAID: 2, CANCELED: 1 }, "PARTIALLY_PAID"],
    [{ FAILED: 3 }, "FAILED"],
    [{ FAILED: 1, CANCELED: 2 }, "FAILED"],
    [{ CANCELED: 3 }, "CANCELED"],
  ];
  for (const [counts, status] of cases) {
    it(`is ${status} of ${JSON.stringify(counts)}`, () => {
      expect(batchStatusOf({ ...NONE, ...counts })).to.equal(status);
    });
  }
});

describe(`batches of payouts on ${databaseKind}`, () => {
  let world: World;
  let shop: Shop;
  let drop: () => Promise<void>;

  before(async () => {
    const fresh = await freshDatabase();
    drop = fresh.drop;
    world = await makeWorld(fresh.database);
  });
  after(() => drop());
  beforeEach(async () => {
    shop = await world.openShop();
    await world.earn(shop, 100_000_000n);
  });
  afterEach(async () => {
    while ((await submit()) > 0); // what waits is no other test's business
    expect(await world.inTx(checkLedger)).to.deep.include({ unbalanced: [], drifted: [] });
  });

  const owner = () => ({ merchantId: shop.merchantId, livemode: shop.livemode });
  const of = (...amounts: string[]) => amounts.map((amount) => ({ assetId: ASSET, amount }));
  const ask = (items: ReturnType<typeof of>) =>
    world.inTx((tx) => createPayoutBatch(tx, { ...owner(), items }, world.payouts));
  const submit = () => world.inTx((tx) => submitPayouts(tx, world.payouts));
  const cancel = ({ id }: PayoutBatch) =>
    world.inTx((tx) => cancelPayoutBatch(tx, { ...owner(), payoutBatchId: id }, world.payouts));
  const statusOf = async ({ id }: PayoutBatch) => {
    const [found] = await world.inTx((tx) => getPayoutBatches(tx, owner(), [id]));
    return found && batchStatusOf(found.counts);
  };
  const parts = async () => {
    const [found] = await world.inTx((tx) => readBalances(tx, shop.merchantId));
    return [found?.available, found?.reserved];
  };
  const payoutsOf = async ({ id }: PayoutBatch) => {
    const page = { limit: 100, backward: false, from: null };
    const query = { filter: { payoutBatchId: id }, page };
    return (await world.inTx((tx) => listPayouts(tx, owner(), query))).items;
  };
  const toldOf = async (objectId: string) => {
    const rows = await world.inTx((tx) =>
      tx.selectFrom("events").select("type").where("object_id", "=", objectId).orderBy("serial").execute(),
    );
    return rows.map(({ type }) => type);
  };

  it("reserve the sum of their payouts", async () => {
    const batch = await ask(of("10", "20", "0.000001"));
    expect(batch.counts).to.deep.equal({ ...NONE, READY: 3 });
    expect(await parts()).to.deep.equal([69_999_999n, 30_000_001n]);
    expect((await payoutsOf(batch)).map(({ amount }) => amount)).to.have.members([
      10_000_000n,
      20_000_000n,
      1n,
    ]);
  });

  it("are estimated as they would be accepted, and nothing is reserved", async () => {
    const estimate = (items: ReturnType<typeof of>) =>
      world.inTx((tx) => estimatePayouts(tx, { ...owner(), items }, world.payouts));
    expect(await estimate(of("60", "40.000001"))).to.deep.equal([
      {
        asset: ASSET,
        payouts: 2,
        requiredUnits: 100_000_001n,
        availableUnits: 100_000_000n,
        approvalsRequired: 0,
        isWithinDailyLimit: true,
      },
    ]);
    const error = await estimate(of("1", "0")).catch((cause: unknown) => cause);
    expect(error).to.be.instanceOf(DomainErrors);
    await refused("INVALID_INPUT", () => estimate([]));
    expect(await parts()).to.deep.equal([100_000_000n, 0n]);
  });

  it("are refused with every item that is wrong, and nothing is reserved", async () => {
    const recipientId = newId("Recipient");
    const items = [...of("1", "0", "2"), { assetId: ASSET, amount: "3", recipientId }];
    const error = await ask(items).catch((cause: unknown) => cause);
    if (!(error instanceof DomainErrors)) throw error;
    expect(error.errors.map(({ code, path }) => [code, path])).to.deep.equal([
      ["AMOUNT_NOT_POSITIVE", ["input", "items", "1", "amount"]],
      ["NOT_FOUND", ["input", "items", "3", "recipientId"]],
    ]);
    expect(await parts()).to.deep.equal([100_000_000n, 0n]);
  });

  it("are refused when they need more than there is, though each item alone is covered", async () => {
    const error = await refused("INSUFFICIENT_BALANCE", () => ask(of("60", "40.000001")));
    expect(error).to.deep.include({
      path: ["input", "items"],
      evidence: { availableUnits: "100000000", requiredUnits: "100000001" },
    });
    expect(await parts()).to.deep.equal([100_000_000n, 0n]);
  });

  it("have 1 to 1,000 items", async () => {
    await refused("INVALID_INPUT", () => ask([]));
    await refused("INVALID_INPUT", () => ask(of(...Array.from({ length: 1_001 }, () => "0.000001"))));
    expect(await parts()).to.deep.equal([100_000_000n, 0n]);
    const batch = await ask(of(...Array.from({ length: 1_000 }, () => "0.000001")));
    expect(batch.counts).to.deep.equal({ ...NONE, READY: 1_000 });
    expect(await parts()).to.deep.equal([99_999_000n, 1_000n]);
    expect((await cancel(batch)).counts).to.deep.equal({ ...NONE, CANCELED: 1_000 });
    expect(await parts()).to.deep.equal([100_000_000n, 0n]);
  });

  it("are taken back before they are sent, and told of as ended once", async () => {
    const batch = await ask(of("10", "20"));
    expect(batchStatusOf((await cancel(batch)).counts)).to.equal("CANCELED");
    expect(await parts()).to.deep.equal([100_000_000n, 0n]);
    expect(await submit()).to.equal(0);
    await refused("INVALID_STATE", () => cancel(batch));
    expect(await toldOf(batch.id)).to.deep.equal(["payout_batch.created", "payout_batch.completed"]);
    const [payout] = await payoutsOf(batch);
    expect(await toldOf(payout?.id ?? "")).to.deep.equal(["payout.created", "payout.canceled"]);
  });

  it("go on where they were submitted already", async () => {
    const batch = await ask(of("10", "20"));
    await submit();
    await refused("INVALID_STATE", () => cancel(batch));
    const [payout] = await payoutsOf(batch);
    if (!payout?.transactionId) throw new Error("a submitted payout has a transaction");
    const { id: payoutId, transactionId } = payout;
    const one = () => world.inTx((tx) => cancelPayout(tx, { ...owner(), payoutId }, world.payouts));
    await refused("INVALID_STATE", one);
    expect(await parts()).to.deep.equal([70_000_000n, 30_000_000n]);
    expect(await statusOf(batch)).to.equal("PROCESSING");
    const dead = { id: transactionId, status: "REVERTED" as const, failure: "OutOfGas" };
    await world.inTx((tx) => transactionDied(tx, dead, world.payouts));
    expect(await statusOf(batch)).to.equal("FAILED");
    expect(await parts()).to.deep.equal([100_000_000n, 0n]);
    expect(await toldOf(batch.id)).to.deep.equal(["payout_batch.created", "payout_batch.completed"]);
  });

  it("can lose a payout, as one that stands alone can be taken back", async () => {
    const batch = await ask(of("10", "20"));
    const [first] = await payoutsOf(batch);
    const alone = await world.inTx((tx) =>
      createPayout(tx, { ...owner(), assetId: ASSET, amount: "5" }, world.payouts),
    );
    for (const payoutId of [first?.id ?? alone.id, alone.id]) {
      const canceled = await world.inTx((tx) => cancelPayout(tx, { ...owner(), payoutId }, world.payouts));
      expect(canceled.status).to.equal("CANCELED");
    }
    expect(await statusOf(batch)).to.equal("ACCEPTED");
    expect(await parts()).to.deep.equal([
      100_000_000n - (30_000_000n - (first?.amount ?? 0n)),
      30_000_000n - (first?.amount ?? 0n),
    ]);
    expect(await submit()).to.equal(1);
  });

  it("are sent or taken back, never both, when workers and their merchant meet", async () => {
    const batches = await Promise.all(Array.from({ length: 12 }, () => ask(of("1", "2"))));
    await Promise.all([
      ...batches.map((batch) => cancel(batch).catch(expectTooLate)),
      ...Array.from({ length: 4 }, () => submit()),
    ]);
    while ((await submit()) > 0); // what a worker had to leave to another
    let reserved = 0n;
    for (const batch of batches) {
      for (const { status, transactionId, amount, id } of await payoutsOf(batch)) {
        expect(status).to.be.oneOf(["CANCELED", "SUBMITTED"]);
        expect(transactionId === null).to.equal(status === "CANCELED");
        const [, end] = await toldOf(id);
        expect(end).to.equal(status === "CANCELED" ? "payout.canceled" : "payout.submitted");
        if (status === "SUBMITTED") reserved += amount;
      }
      const isCanceled = (await statusOf(batch)) === "CANCELED";
      expect((await toldOf(batch.id)).includes("payout_batch.completed")).to.equal(isCanceled);
    }
    expect(await parts()).to.deep.equal([100_000_000n - reserved, reserved]);
  });

  it("are nobody else's to see or to take back", async () => {
    const batch = await ask(of("10"));
    const [payout] = await payoutsOf(batch);
    const mine = shop;
    shop = await world.openShop();
    expect(await statusOf(batch)).to.equal(undefined);
    await refused("NOT_FOUND", () => cancel(batch));
    const payoutId = payout?.id ?? newId("Payout");
    const one = () => world.inTx((tx) => cancelPayout(tx, { ...owner(), payoutId }, world.payouts));
    await refused("NOT_FOUND", one);
    shop = mine;
    expect(await statusOf(batch)).to.equal("ACCEPTED");
  });
});

function expectTooLate(error: unknown): void {
  expect(error).to.be.instanceOf(DomainError).with.property("code", "INVALID_STATE");
}
