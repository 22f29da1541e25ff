import type { Tx } from "../../db/withTx.ts";
import { DomainError } from "../../kernel/errors/domainError.ts";
import { addSeconds } from "../../kernel/time/clock.ts";
import { lockAvailable } from "../ledger/index.ts";
import type { Payout } from "./payout.ts";
import { sumsOf } from "./payoutBatch.ts";
import { approvalsFor, judge, type PayoutLimit } from "./payoutLimit.ts";
import { readPayoutLimits, readPayoutUsage } from "./payoutLimits.store.ts";
import type { Owner } from "./payouts.context.ts";

/** The hours of a limit, in seconds; they end now, so that no midnight doubles it. */
export const LIMIT_SECONDS = 86_400;

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
    const verdict = await judgeNow(tx, first, { limit, units: sums.get(limit.asset) ?? 0n });
    if (verdict.requiresApproval) waiting.add(limit.asset);
  }
  return payouts.map((payout) =>
    waiting.has(payout.asset)
      ? { ...payout, status: "REQUIRES_APPROVAL", approvalsRequired: approvalsFor(payout.requestedBy) }
      : payout,
  );
}

async function judgeNow(
  tx: Tx,
  { merchantId, livemode, createdAt }: Owner & Pick<Payout, "createdAt">,
  { limit, units }: { readonly limit: PayoutLimit; readonly units: bigint },
) {
  const since = addSeconds(createdAt, -LIMIT_SECONDS);
  const usage = await readPayoutUsage(tx, { merchantId, livemode }, { asset: limit.asset, since });
  const verdict = judge(limit, usage, units);
  if (verdict.isWithinDailyLimit) return verdict;
  throw new DomainError("PAYOUT_LIMIT_EXCEEDED", "The payouts of 24 hours would exceed the daily limit.", {
    evidence: {
      limit: String(limit.dailyLimit),
      usedUnits: usage.units.toString(),
      requiredUnits: units.toString(),
      asset: limit.asset,
    },
    path: ["input", "amount"],
  });
}
