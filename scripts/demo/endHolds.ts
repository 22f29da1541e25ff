import type { Sale } from "./createSales.ts";
import { inParallel } from "./inParallel.ts";
import type { Payment } from "./merchantDoor.ts";
import type { Stage } from "./stage.ts";

const AT_ONCE = 8;
/** Below what one connection may follow. */
const FOLLOWED_AT_ONCE = 50;

/** Gives back what is still held of the orders that say so. */
export async function voidOrders(stage: Stage, sales: readonly Sale[], done: () => void): Promise<void> {
  await inParallel(sales, AT_ONCE, async ({ order, paymentId }) => {
    await stage.merchant.void({ paymentId, idempotencyKey: `demo-${stage.run}-void-${order.reference}` });
    await finalPayment(stage, paymentId);
    done();
  });
}

/** Payers take expired holds back from the contract themselves: nobody needs the shop or us for that. */
export async function reclaimOrders(stage: Stage, sales: readonly Sale[], done: () => void): Promise<void> {
  const byPayer = [...Map.groupBy(sales, ({ payer }) => payer.address).values()];
  await inParallel(byPayer, AT_ONCE, async (queue) => {
    for (const { payer, clientSecret, paymentId } of queue) {
      await stage.chain.reclaim(payer, await stage.payer.onchainId(clientSecret));
      await finalPayment(stage, paymentId);
      done();
    }
  });
}

/** Waits until every payment has ended, and answers with them in the order of the sales. */
export function endedPayments(stage: Stage, sales: readonly Sale[], done: () => void): Promise<Payment[]> {
  return inParallel(sales, FOLLOWED_AT_ONCE, async ({ paymentId }) => {
    const payment = await finalPayment(stage, paymentId);
    done();
    return payment;
  });
}

async function finalPayment(stage: Stage, paymentId: string): Promise<Payment> {
  let last: Payment | undefined;
  await stage.merchant.followPayment(paymentId, (payment) => {
    last = payment;
    return payment.status === "SUCCEEDED" || payment.status === "CANCELED";
  });
  if (!last) throw new Error("a subscription ends after a payment only");
  return last;
}
