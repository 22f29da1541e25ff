import type { HDNodeWallet } from "ethers";
import { expectOutcome, type Outcome } from "./expectOutcome.ts";
import { inParallel } from "./inParallel.ts";
import type { Order } from "./readOrders.ts";
import type { Stage } from "./stage.ts";
import { formatAmount } from "./tokenAmount.ts";

/** An order with its payment, who pays it, and how it must end. */
export interface Sale {
  readonly order: Order;
  readonly outcome: Outcome;
  readonly payer: HDNodeWallet;
  readonly paymentId: string;
  readonly clientSecret: string;
  /** ISO 8601. */
  readonly authorizationExpiresAt: string;
}

/** Requests in flight at once: a busy shop, not a load test. */
const AT_ONCE = 8;

/** Asks for a payment for each order. */
export async function createSales(stage: Stage, orders: readonly Order[], done: () => void): Promise<Sale[]> {
  const payerOf = shareAmong(stage.payers, orders);
  return inParallel(orders, AT_ONCE, async (order) => {
    const payment = await stage.merchant.createPayment({
      assetId: stage.asset.assetId,
      amount: formatAmount(order.amount),
      captureMethod: order.capture === "now" ? "AUTOMATIC" : "MANUAL",
      merchantReference: `${order.reference} (${stage.run})`,
      description: order.description || null,
      authorizationSeconds: order.authorizationSeconds,
      idempotencyKey: `demo-${stage.run}-create-${order.reference}`,
    });
    done();
    const { id: paymentId, clientSecret, authorizationExpiresAt } = payment;
    const outcome = expectOutcome(order, BigInt(stage.shop.feeBps));
    return { order, outcome, payer: payerOf(order), paymentId, clientSecret, authorizationExpiresAt };
  });
}

/** Deals the orders out, those of each way of paying in turn: payers who pre-approve do it one after the other. */
function shareAmong(
  payers: readonly HDNodeWallet[],
  orders: readonly Order[],
): (order: Order) => HDNodeWallet {
  const shares = new Map<Order, HDNodeWallet>();
  for (const sameWay of Map.groupBy(orders, ({ pay }) => pay).values()) {
    for (const [index, order] of sameWay.entries()) {
      const payer = payers[index % payers.length];
      if (payer) shares.set(order, payer);
    }
  }
  return (order) => {
    const payer = shares.get(order);
    if (!payer) throw new Error("every order was dealt to a payer");
    return payer;
  };
}
