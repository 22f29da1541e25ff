import { expect } from "chai";
import { type Hex, ZERO_ADDRESS } from "../../../src/kernel/ids/chainIds.ts";
import { createRefund, type Payment } from "../../../src/modules/payments/index.ts";
import { databaseKind, freshDatabase } from "../../fixtures/database.ts";
import { type Journey, startJourney } from "../../fixtures/journey.ts";
import { refused } from "../../fixtures/refused.ts";
import { makeWorld, type Shop, type World } from "../../fixtures/shop.ts";

describe(`amounts of payments after a reorg, on ${databaseKind}`, () => {
  let world: World;
  let shop: Shop;
  let journey: Journey;
  let drop: () => Promise<void>;

  before(async () => {
    const fresh = await freshDatabase();
    drop = fresh.drop;
    world = await makeWorld(fresh.database);
  });
  after(() => drop());
  beforeEach(async () => {
    shop = await world.openShop(100);
    journey = startJourney(world, shop);
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

  it("take a refund that had finally failed, and happens after a reorg below finality, from what is available", async () => {
    const payment = await journey.ask();
    await journey.finalize(await journey.pay(payment));
    await journey.capture(payment);
    const captured = await journey.seeCapture(payment, 100_000_000n);
    await journey.finalize(captured);
    await refund(payment, "40");
    await journey.submit("REFUND");
    const txHash = await journey.sentHash("REFUND", payment);
    const paymentHash = await journey.hashOf(payment);

    await journey.orphan(captured);
    const reason = `0x${"11".repeat(32)}` as Hex;
    const skipped = await journey.see(
      await world.storeFact({ name: "RefundSkipped", paymentHash, reason }, txHash),
    );
    await journey.finalize(skipped);
    await journey.orphan(skipped);
    const { id: _, ...again } = captured;
    await journey.finalize(await journey.see(await world.storeFact(again, captured.txHash)));
    const body = {
      name: "PaymentRefunded" as const,
      paymentHash,
      amount: 40_000_000n,
      collector: ZERO_ADDRESS,
    };
    await journey.finalize(await journey.see(await world.storeFact(body, txHash)));
    // What the capture's absence left short is owed since then.
    expect(await journey.balance()).to.include({ available: 99_000_000n, reserved: 0n });
    expect(await world.debtOf(shop)).to.equal(40_000_000n);
    expect((await journey.now(payment)).amounts).to.include({ refunded: 40_000_000n, refundPending: 0n });
  });
});
