import { getPayouts, submitPayouts } from "../../../src/modules/payouts/index.ts";
import {
  listSettlementBatches,
  readLines,
  type SetSchedule,
  type SettlementBatch,
  setSchedule,
  settleNow,
} from "../../../src/modules/settlement/index.ts";
import { startJourney } from "../../fixtures/journey.ts";
import { ASSET, type Shop, type World } from "../../fixtures/shop.ts";

export type Till = ReturnType<typeof tillOf>;

/** What a shop is settled for, step by step. */
export function tillOf(world: World, shop: Shop) {
  const context = { ...world.payouts, secretKey: world.payments.secretKey };
  const journey = startJourney(world, shop);
  const owner = { merchantId: shop.merchantId, livemode: shop.livemode };
  const schedule = (change: Partial<SetSchedule> & Pick<SetSchedule, "cadence">) =>
    world.inTx((tx) => setSchedule(tx, { ...owner, assetId: ASSET, ...change }, context));
  return {
    context,
    journey,
    owner,
    schedule,
    settle: () => world.inTx((tx) => settleNow(tx, { ...owner, assetId: ASSET }, context)),
    linesOf: ({ id }: SettlementBatch) =>
      world.inTx((tx) => readLines(tx, id, { afterEntry: null, limit: 100 })),
    /** Newest first. */
    async batches() {
      const page = { limit: 100, backward: true, from: null };
      return (await world.inTx((tx) => listSettlementBatches(tx, owner, { filter: {}, page }))).items;
    },
    async payoutOf({ payoutId }: SettlementBatch) {
      const [payout] = await world.inTx((tx) => getPayouts(tx, owner, payoutId ? [payoutId] : []));
      return payout ?? null;
    },
    /** 100 dollars less a fee of 1 become available. */
    async sell(merchantReference: string) {
      const payment = await journey.ask({ merchantReference });
      await journey.finalize(await journey.pay(payment));
      await journey.capture(payment);
      await journey.finalize(await journey.seeCapture(payment, 100_000_000n));
      return payment;
    },
    /** Leaves nothing that is due, or waits, to other tests. */
    async close() {
      await schedule({ cadence: "MANUAL" });
      while ((await world.inTx((tx) => submitPayouts(tx, context))) > 0);
    },
  };
}
