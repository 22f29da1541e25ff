import { expect } from "chai";
import { createRefund, type Payment } from "../../../src/modules/payments/index.ts";
import { databaseKind, freshDatabase } from "../../fixtures/database.ts";
import { type Journey, startJourney } from "../../fixtures/journey.ts";
import { refused } from "../../fixtures/refused.ts";
import { makeWorld, type World } from "../../fixtures/shop.ts";

describe(`amounts of payments after a reorg, on ${databaseKind}`, () => {
  let world: World;
  let journey: Journey;
  let drop: () => Promise<void>;

  before(async () => {
    const fresh = await freshDatabase();
    drop = fresh.drop;
    world = await makeWorld(fresh.database);
  });
  after(() => drop());
  beforeEach(async () => {
    journey = startJourney(world, await world.openShop(100));
  });

  /** What the newest event says of the payment. */
  const told = async ({ id }: Payment) => {
    const { snapshot } = await world.inTx((tx) =>
      tx
        .selectFrom("events")
        .select("snapshot")
        .where("object_id", "=", id)
        .orderBy("serial", "desc")
        .limit(1)
        .executeTakeFirstOrThrow(),
    );
    return snapshot as Record<string, unknown>;
  };
  const refund = (payment: Payment, amount?: string) =>
    world.inTx((tx) =>
      createRefund(tx, { ...journey.owner(), paymentId: payment.id, amount: amount ?? null }, world.payments),
    );

  it("offer nothing to capture, not less than nothing, while the hold is away", async () => {
    const payment = await journey.ask({ captureMethod: "AUTOMATIC" });
    await journey.orphan(await journey.pay(payment));
    expect(await told(payment)).to.include({ amountAuthorized: "0", amountCapturable: "0" });
  });

  it("offer nothing to refund while the capture is away, and refuse to", async () => {
    const payment = await journey.ask();
    await journey.finalize(await journey.pay(payment));
    await journey.capture(payment);
    const captured = await journey.seeCapture(payment, 100_000_000n);
    await journey.finalize(captured);
    await refund(payment, "50");
    await journey.orphan(captured);
    const before = await journey.now(payment);
    await refused("REFUND_EXCEEDS_CAPTURED", () => refund(payment));
    expect(await journey.now(payment)).to.deep.equal(before);
    expect(await told(payment)).to.include({ amountCaptured: "0", amountRefundable: "0" });
  });
});
