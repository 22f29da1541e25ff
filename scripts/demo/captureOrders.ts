import type { Sale } from "./createSales.ts";
import { capturesOf } from "./expectOutcome.ts";
import { inParallel } from "./inParallel.ts";
import type { Stage } from "./stage.ts";
import { formatAmount } from "./tokenAmount.ts";

const AT_ONCE = 8;

/** How many captures the orders ask for. */
export function countCaptures(sales: readonly Sale[]): number {
  return sales.reduce((sum, { order }) => sum + capturesOf(order).length, 0);
}

/** Captures what the shop captures itself, and waits until every capture, automatic ones too, is final. */
export async function captureOrders(stage: Stage, sales: readonly Sale[], done: () => void): Promise<void> {
  const asked = await inParallel(sales, AT_ONCE, (sale) => capturesAskedFor(stage, sale));
  const waits = asked.flat().map(async ({ what, isIt }) => {
    await stage.events.until(what, (event) => event.type === "CAPTURE_SUCCEEDED" && isIt(event));
    done();
  });
  await Promise.all(waits);
}

interface Awaited {
  readonly what: string;
  readonly isIt: (event: { objectId: string; snapshot: Readonly<Record<string, unknown>> }) => boolean;
}

async function capturesAskedFor(stage: Stage, { order, paymentId }: Sale): Promise<Awaited[]> {
  if (order.capture === "now") {
    const what = `the automatic capture of ${order.reference}`;
    return [{ what, isIt: ({ snapshot }) => snapshot.paymentId === paymentId }];
  }
  const awaited: Awaited[] = [];
  for (const [index, part] of order.captures.entries()) {
    const captureId = await stage.merchant.capture({
      paymentId,
      amount: formatAmount(part),
      idempotencyKey: `demo-${stage.run}-capture-${index}-${order.reference}`,
    });
    const what = `capture ${index + 1} of ${order.reference}`;
    awaited.push({ what, isIt: ({ objectId }) => objectId === captureId });
  }
  return awaited;
}
