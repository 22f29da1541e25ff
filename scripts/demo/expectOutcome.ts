import type { Order } from "./readOrders.ts";
import { sumOf } from "./tokenAmount.ts";

/** How a payment must end, worked out from the order alone. Amounts are units of the token. */
export interface Outcome {
  readonly status: "SUCCEEDED" | "CANCELED";
  readonly reason: "VOIDED" | "AUTHORIZATION_EXPIRED" | null;
  readonly captured: bigint;
  readonly refunded: bigint;
  readonly voided: bigint;
  readonly reclaimed: bigint;
  readonly fee: bigint;
}

/** How the whole file must end. */
export interface Expected extends Omit<Outcome, "status" | "reason"> {
  /** The shop's own after fees and refunds. */
  readonly net: bigint;
  /** Paid out to the new recipient: half of net, rounded down. */
  readonly toRecipient: bigint;
  /** Paid out to the shop's own account: a quarter of net, rounded down; the rest stays. */
  readonly toOwnAccount: bigint;
}

/** The platform's part of one capture, rounded down. */
function feeOf(captured: bigint, feeBps: bigint): bigint {
  return (captured * feeBps) / 10_000n;
}

/** What the shop asks to be captured, part by part. */
export function capturesOf(order: Order): readonly bigint[] {
  return order.capture === "now" ? [order.amount] : order.captures;
}

export function expectOutcome(order: Order, feeBps: bigint): Outcome {
  const captures = capturesOf(order);
  const captured = sumOf(captures);
  const rest = order.amount - captured;
  const expires = order.authorizationSeconds !== null;
  return {
    status: captured > 0n ? "SUCCEEDED" : "CANCELED",
    reason: captured > 0n ? null : expires ? "AUTHORIZATION_EXPIRED" : "VOIDED",
    captured,
    refunded: sumOf(order.refunds),
    voided: expires ? 0n : rest,
    reclaimed: expires ? rest : 0n,
    fee: sumOf(captures.map((part) => feeOf(part, feeBps))),
  };
}

/** Adds up all outcomes and plans the payouts. */
export function expectTotals(outcomes: readonly Outcome[]): Expected {
  const total = (field: "captured" | "refunded" | "voided" | "reclaimed" | "fee") =>
    sumOf(outcomes.map((outcome) => outcome[field]));
  const [captured, refunded, fee] = [total("captured"), total("refunded"), total("fee")];
  const net = captured - fee - refunded;
  return {
    ...{ captured, refunded, fee, net },
    voided: total("voided"),
    reclaimed: total("reclaimed"),
    toRecipient: net / 2n,
    toOwnAccount: net / 4n,
  };
}
