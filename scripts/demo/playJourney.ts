import { captureOrders, countCaptures } from "./captureOrders.ts";
import { readTokenBalances, type TokenBalances } from "./checkReserves.ts";
import { createSales, type Sale } from "./createSales.ts";
import { endedPayments, reclaimOrders, voidOrders } from "./endHolds.ts";
import { type Expected, expectTotals } from "./expectOutcome.ts";
import type { Payment } from "./merchantDoor.ts";
import { payOrders } from "./payOrder.ts";
import { addRecipient, type NewRecipient, passTime, payOut, planPayouts } from "./payOut.ts";
import type { Order } from "./readOrders.ts";
import { refundOrders } from "./refundOrders.ts";
import type { Stage } from "./stage.ts";
import type { StepTable } from "./stepTable.ts";
import { formatAmount, sumOf } from "./tokenAmount.ts";

/** What was done, and what the API says of it. */
export interface Journey {
  readonly sales: readonly Sale[];
  /** In the order of the sales, each as it ended. */
  readonly payments: readonly Payment[];
  readonly expected: Expected;
  readonly recipient: NewRecipient;
  /** Tokens of everybody who pays or is paid, before the first payment. */
  readonly balancesBefore: TokenBalances;
}

/** Plays a shop's day, from the first payment to the last payout, until all of it is final. */
export async function playJourney(
  stage: Stage,
  orders: readonly Order[],
  steps: StepTable,
): Promise<Journey> {
  const recipient = await steps.run("add a recipient", 1, () => addRecipient(stage));
  const everybody = [...stage.payers.map(({ address }) => address), stage.account, recipient.address];
  const balancesBefore = await readTokenBalances(stage, everybody);
  const sales = await steps.run("create payments", orders.length, (done) => createSales(stage, orders, done));
  const expected = expectTotals(sales.map(({ outcome }) => outcome));
  requireMeans(sales, expected, balancesBefore);

  await steps.run("sign, or pre-approve on chain", sales.length, (done) => payOrders(stage, sales, done));
  await steps.run("capture", countCaptures(sales), (done) => captureOrders(stage, sales, done));
  const voided = sales.filter(({ order }) => order.isVoided);
  await steps.run("void", voided.length, (done) => voidOrders(stage, voided, done));
  const refunds = sales.flatMap(({ order }) => order.refunds);
  await steps.run("refund", refunds.length, (done) => refundOrders(stage, sales, done));
  const expiring = sales.filter(({ order }) => order.authorizationSeconds !== null);
  await steps.run("move the test clock", 1, () => passTime(stage, recipient, expiring));
  await steps.run("reclaim on chain", expiring.length, (done) => reclaimOrders(stage, expiring, done));
  const payouts = planPayouts(recipient, expected);
  await steps.run("pay out", payouts.length, (done) => payOut(stage, payouts, done));
  const payments = await steps.run("payments final", sales.length, (done) =>
    endedPayments(stage, sales, done),
  );
  return { sales, payments, expected, recipient, balancesBefore };
}

/** @throws Error when a payer cannot pay its orders, or the shop its refunds */
function requireMeans(sales: readonly Sale[], expected: Expected, balances: TokenBalances): void {
  for (const [payer, own] of Map.groupBy(sales, (sale) => sale.payer.address)) {
    const needed = sumOf(own.map(({ order }) => order.amount));
    const has = balances.get(payer) ?? 0n;
    if (has < needed)
      throw new Error(`${payer} has ${formatAmount(has)}, its orders need ${formatAmount(needed)}`);
  }
  if (expected.net < 0n) throw new Error("fees and refunds come to more than the shop captures");
}
