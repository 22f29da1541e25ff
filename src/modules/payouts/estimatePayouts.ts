import type { Tx } from "../../db/withTx.ts";
import { forEachItem } from "../../kernel/errors/domainError.ts";
import type { AssetId } from "../../kernel/ids/chainIds.ts";
import { addSeconds } from "../../kernel/time/clock.ts";
import { availableUnits } from "../ledger/index.ts";
import { draftPayouts, type PayoutOrder } from "./draftPayouts.ts";
import { LIMIT_SECONDS } from "./limitPayouts.ts";
import { requireBatchSize, sumsOf } from "./payoutBatch.ts";
import { approvalsFor, judge, type PayoutLimit } from "./payoutLimit.ts";
import { readPayoutLimits, readPayoutUsage } from "./payoutLimits.store.ts";
import type { Maker, PayoutsContext } from "./payouts.context.ts";

/** What payouts of one asset need, and what there is, in smallest units. */
export interface PayoutEstimate {
  readonly asset: AssetId;
  readonly payouts: number;
  readonly requiredUnits: bigint;
  readonly availableUnits: bigint;
  /** People besides the one who asks, for each of them. */
  readonly approvalsRequired: number;
  readonly isWithinDailyLimit: boolean;
}

/**
 * What a batch of these payouts would need now, an entry for each asset; nothing is reserved.
 * Shape: reads only.
 * @throws what createPayoutBatch throws, but for INSUFFICIENT_BALANCE and PAYOUT_LIMIT_EXCEEDED
 */
export async function estimatePayouts(
  tx: Tx,
  command: Maker & { readonly items: readonly PayoutOrder[] },
  context: PayoutsContext,
): Promise<PayoutEstimate[]> {
  requireBatchSize(command.items);
  const at = context.clock.now();
  const draft = draftPayouts(tx, command, { payoutBatchId: null, at });
  const payouts = await forEachItem(command.items, draft);
  const limits = await readPayoutLimits(tx, command);
  const estimates: PayoutEstimate[] = [];
  for (const { asset, payouts: count, units } of sumsOf(payouts)) {
    const available = await availableUnits(tx, command.merchantId, asset);
    const limit = limits.find((each) => each.asset === asset);
    const verdict = limit ? await judgeAt(tx, command, { limit, units, at }) : FREE;
    estimates.push({ asset, payouts: count, requiredUnits: units, availableUnits: available, ...verdict });
  }
  return estimates;
}

const FREE = { approvalsRequired: 0, isWithinDailyLimit: true };

async function judgeAt(
  tx: Tx,
  maker: Maker,
  { limit, units, at }: { readonly limit: PayoutLimit; readonly units: bigint; readonly at: Date },
) {
  const since = addSeconds(at, -LIMIT_SECONDS);
  const usage = await readPayoutUsage(tx, maker, { asset: limit.asset, since });
  const { requiresApproval, isWithinDailyLimit } = judge(limit, usage, units);
  return {
    approvalsRequired: requiresApproval ? approvalsFor(maker.requestedBy ?? null) : 0,
    isWithinDailyLimit,
  };
}
