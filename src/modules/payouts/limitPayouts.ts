import type { Tx } from "../../db/withTx.ts";
import { DomainError } from "../../kernel/errors/domainError.ts";
import { lockAvailable } from "../ledger/index.ts";
import type { Payout } from "./payout.ts";
import { sumsOf } from "./payoutBatch.ts";
import { approvalsFor, judge, type PayoutLimit, type PayoutUsage } from "./payoutLimit.ts";
import { readPayoutLimits, readPayoutUsage } from "./payoutLimits.store.ts";

/**
 * Drafted payouts of one merchant as its limits let them pass: those of an asset together wait for approval, or not.
 * Shape: holds the available balances of limited assets, so that payouts at the same moment count each other.
 * @throws PAYOUT_LIMIT_EXCEEDED
 */
export async function limitPayouts(tx: Tx, payouts: readonly Payout[]): Promise<Payout[]> {
  const [first] = payouts;
  if (!first) return [];
  const sums = new Map(sumsOf(payouts).map(({ asset, units }) => [asset, units]));
  const limits = await readPayoutLimits(tx, first, [...sums.keys()]);
  if (limits.length === 0) return [...payouts];
  const limited = limits.map(({ asset }) => asset);
  await lockAvailable(tx, first.merchantId, limited);
  const waiting = new Set<string>();
  for (const limit of limits) {
    const units = sums.get(limit.asset) ?? 0n;
    const usage = await readPayoutUsage(tx, first, { asset: limit.asset, at: first.createdAt });
    const { requiresApproval, isWithinDailyLimit } = judge(limit, usage, units);
    if (!isWithinDailyLimit) throw beyond(limit, usage, units);
    if (requiresApproval) waiting.add(limit.asset);
  }
  return payouts.map((payout) =>
    waiting.has(payout.asset)
      ? { ...payout, status: "REQUIRES_APPROVAL", approvalsRequired: approvalsFor(payout.requestedBy) }
      : payout,
  );
}

function beyond(limit: PayoutLimit, usage: PayoutUsage, units: bigint): DomainError {
  return new DomainError("PAYOUT_LIMIT_EXCEEDED", "The payouts of 24 hours would exceed the daily limit.", {
    evidence: {
      limit: String(limit.dailyLimit),
      usedUnits: usage.units.toString(),
      requiredUnits: units.toString(),
      asset: limit.asset,
    },
    path: ["input", "amount"],
  });
}
