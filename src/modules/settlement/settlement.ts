import type { AssetId } from "../../kernel/ids/chainIds.ts";
import type { Id, MerchantId, PayoutId, SettlementBatchId } from "../../kernel/ids/ids.ts";
import type { JournalKind } from "../ledger/index.ts";
import type { Payout, PayoutStatus } from "../payouts/index.ts";

export const SETTLEMENT_CADENCES = {
  EACH_CAPTURE: "As soon as money is available.",
  THRESHOLD: "As soon as the minimum is available.",
  HOURLY: "At each full hour.",
  DAILY: "Once a day, at a full hour of UTC.",
  MANUAL: "Only when settlementRunNow asks for it.",
} as const;
export type SettlementCadence = keyof typeof SETTLEMENT_CADENCES;

/** When a merchant's available balance of an asset goes to its own account by itself. */
export interface SettlementSchedule {
  readonly merchantId: MerchantId;
  readonly livemode: boolean;
  readonly asset: AssetId;
  readonly cadence: SettlementCadence;
  /** Hour of the day in UTC; null but for DAILY. */
  readonly hourUtc: number | null;
  /** Less than this waits, in smallest units. */
  readonly minimum: bigint;
  /** This much stays, in smallest units. */
  readonly retained: bigint;
  /** Null: only when asked. */
  readonly nextRunAt: Date | null;
  /** Code of the last refusal; null after a run that was not refused. */
  readonly failure: string | null;
  readonly updatedAt: Date;
}

export const SETTLEMENT_STATUSES = {
  CLOSED: "Its lines are frozen; there was nothing to pay out.",
  REQUIRES_APPROVAL: "Its payout waits for people who approve it.",
  READY: "Its payout waits for a transaction.",
  SUBMITTED: "A transaction carries its payout; the outcome is unknown.",
  CONFIRMING: "Its payout is on chain; the block is not final.",
  SETTLED: "Its payout is final.",
  FAILED: "Its payout was proven not to have happened, or canceled; the next batch pays the amount.",
} as const;
export type SettlementStatus = keyof typeof SETTLEMENT_STATUSES;

/** What moved a merchant's available balance of an asset between two cut-offs; smallest units throughout. */
export interface SettlementBatch {
  readonly id: SettlementBatchId;
  readonly merchantId: MerchantId;
  readonly livemode: boolean;
  readonly asset: AssetId;
  /** From 1, without gaps, for each merchant and asset. */
  readonly number: number;
  /** The cut-off before, exclusive. */
  readonly openedAt: Date;
  /** The cut-off. */
  readonly closedAt: Date;
  /** The available balance at the cut-off before. */
  readonly opening: bigint;
  /** The available balance at this one, before its payout, which is a line of the next batch. */
  readonly closing: bigint;
  /** Of captures and swept deposits, before fees. */
  readonly gross: bigint;
  readonly fees: bigint;
  readonly refunds: bigint;
  readonly payouts: bigint;
  /** Deposits, withdrawals on chain, and what reorganisations took back; with its sign. */
  readonly other: bigint;
  readonly lastEntryId: Id<"JournalEntry"> | null;
  readonly payoutId: PayoutId | null;
}

/** One movement of the available balance. */
export interface SettlementLine {
  /** From 1. */
  readonly line: number;
  readonly entryId: Id<"JournalEntry">;
  readonly entryLine: number;
  readonly kind: JournalKind;
  readonly postedAt: Date;
  /** The capture, refund or payout, or the payment whose address was swept; null for what the merchant did on the chain by itself. */
  readonly objectId: string | null;
  readonly merchantReference: string | null;
  /** Of a capture, a swept deposit or its fee. */
  readonly gross: bigint | null;
  readonly fee: bigint | null;
  /** What it did to the balance, with its sign. */
  readonly net: bigint;
  /** The balance after it. */
  readonly balance: bigint;
}

const STATUS_OF: Readonly<Record<PayoutStatus, SettlementStatus>> = {
  REQUIRES_APPROVAL: "REQUIRES_APPROVAL",
  READY: "READY",
  SUBMITTED: "SUBMITTED",
  CONFIRMING: "CONFIRMING",
  PAID: "SETTLED",
  FAILED: "FAILED",
  CANCELED: "FAILED",
};

/** The status follows from the payout: there is nothing to keep in step, also when a reorg takes it back. */
export function settlementStatusOf(payout: Pick<Payout, "status"> | null): SettlementStatus {
  return payout === null ? "CLOSED" : STATUS_OF[payout.status];
}

const POLL_SECONDS = 10;
const HOUR_SECONDS = 3_600;

/** When a schedule is looked at next, after `now`; null: only when asked. */
export function nextRunAt(
  { cadence, hourUtc }: Pick<SettlementSchedule, "cadence" | "hourUtc">,
  now: Date,
): Date | null {
  const next = new Date(now);
  switch (cadence) {
    case "MANUAL":
      return null;
    case "EACH_CAPTURE":
    case "THRESHOLD":
      return new Date(now.getTime() + POLL_SECONDS * 1_000);
    case "HOURLY":
      next.setUTCMinutes(0, 0, 0);
      return new Date(next.getTime() + HOUR_SECONDS * 1_000);
    case "DAILY":
      next.setUTCHours(hourUtc ?? 0, 0, 0, 0);
      if (next <= now) next.setUTCDate(next.getUTCDate() + 1);
      return next;
  }
}

/** What of an available balance is paid out, in smallest units; 0 when it is not worth it. */
export function payableUnits(
  available: bigint,
  { minimum, retained }: Pick<SettlementSchedule, "minimum" | "retained">,
): bigint {
  const free = available - retained;
  return free > 0n && free >= minimum ? free : 0n;
}
