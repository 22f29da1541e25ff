import { DomainError } from "../../kernel/errors/domainError.ts";
import type { MerchantId, PayoutBatchId } from "../../kernel/ids/ids.ts";
import { type Payout, type PayoutStatus, UNSENT } from "./payout.ts";

export const PAYOUT_BATCH_STATUSES = {
  ACCEPTED: "All amounts are reserved; nothing was sent yet.",
  PROCESSING: "Some payouts have not ended.",
  PAID: "Every payout is paid, and final.",
  PARTIALLY_PAID: "Every payout has ended; some are paid, the amounts of the others are available again.",
  FAILED: "Every payout has ended and none is paid; at least one failed.",
  CANCELED: "Every payout was canceled.",
} as const;
export type PayoutBatchStatus = keyof typeof PAYOUT_BATCH_STATUSES;

/** How many payouts of a batch are in each status. */
export type PayoutCounts = Readonly<Record<PayoutStatus, number>>;

export const NO_PAYOUTS: PayoutCounts = {
  REQUIRES_APPROVAL: 0,
  READY: 0,
  SUBMITTED: 0,
  CONFIRMING: 0,
  PAID: 0,
  FAILED: 0,
  CANCELED: 0,
};

/** A payout in one of these has not ended. */
export const UNDER_WAY = [...UNSENT, "SUBMITTED", "CONFIRMING"] as const satisfies PayoutStatus[];

/** Payouts that were asked for together: all accepted or none, each with its own end. */
export interface PayoutBatch {
  readonly id: PayoutBatchId;
  readonly merchantId: MerchantId;
  readonly livemode: boolean;
  readonly merchantReference: string | null;
  readonly counts: PayoutCounts;
  readonly createdAt: Date;
}

/** The most payouts of one batch. */
const MOST_ITEMS = 1_000;

/** @throws INVALID_INPUT */
export function requireBatchSize({ length }: readonly unknown[]): void {
  if (length >= 1 && length <= MOST_ITEMS) return;
  throw new DomainError("INVALID_INPUT", `A batch has 1 to ${MOST_ITEMS} items.`, {
    evidence: { least: 1, most: MOST_ITEMS },
    path: ["input", "items"],
  });
}

/** What payouts of each asset come to, in smallest units. */
export function sumsOf(payouts: readonly Pick<Payout, "asset" | "amount">[]) {
  return [...Map.groupBy(payouts, ({ asset }) => asset)].map(([asset, ofAsset]) => ({
    asset,
    payouts: ofAsset.length,
    units: ofAsset.reduce((sum, { amount }) => sum + amount, 0n),
  }));
}

export function countsOf(payouts: readonly Pick<Payout, "status">[]): PayoutCounts {
  const counts = { ...NO_PAYOUTS };
  for (const { status } of payouts) counts[status] += 1;
  return counts;
}

export function totalOf(counts: PayoutCounts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** The status follows from the payouts: there is nothing to keep in step, also when a reorg takes a payout back. */
export function batchStatusOf(counts: PayoutCounts): PayoutBatchStatus {
  const total = totalOf(counts);
  const isUnderWay = UNDER_WAY.some((status) => counts[status] > 0);
  const unsent = counts.REQUIRES_APPROVAL + counts.READY;
  if (isUnderWay) return unsent + counts.CANCELED === total ? "ACCEPTED" : "PROCESSING";
  if (counts.PAID === total) return "PAID";
  if (counts.PAID > 0) return "PARTIALLY_PAID";
  return counts.CANCELED === total ? "CANCELED" : "FAILED";
}
