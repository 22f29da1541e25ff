import type { Sale } from "./createSales.ts";
import { inParallel } from "./inParallel.ts";
import type { Stage } from "./stage.ts";
import { formatAmount } from "./tokenAmount.ts";

const AT_ONCE = 8;

/** Gives back what the orders say, and waits until every refund is final. */
export async function refundOrders(stage: Stage, sales: readonly Sale[], done: () => void): Promise<void> {
  const parts = sales.flatMap((sale) => sale.order.refunds.map((amount, index) => ({ sale, amount, index })));
  const asked = await inParallel(parts, AT_ONCE, async ({ sale, amount, index }) => {
    const { reference } = sale.order;
    const refundId = await stage.merchant.refund({
      paymentId: sale.paymentId,
      amount: formatAmount(amount),
      idempotencyKey: `demo-${stage.run}-refund-${index}-${reference}`,
    });
    return { refundId, what: `refund ${index + 1} of ${reference}` };
  });
  const waits = asked.map(async ({ refundId, what }) => {
    await stage.events.until(
      what,
      ({ type, objectId }) => type === "REFUND_SUCCEEDED" && objectId === refundId,
    );
    done();
  });
  await Promise.all(waits);
}
