import type { Tx } from "../../db/withTx.ts";
import { forEachItem } from "../../kernel/errors/domainError.ts";
import type { AssetId } from "../../kernel/ids/chainIds.ts";
import { availableUnits } from "../ledger/index.ts";
import { draftPayouts, type PayoutOrder } from "./draftPayouts.ts";
import { requireBatchSize, sumsOf } from "./payoutBatch.ts";
import { approvalsFor, judge } from "./payoutLimit.ts";
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
    const verdict = limit && judge(limit, await readPayoutUsage(tx, command, { asset, at }), units);
    estimates.push({
      asset,
      payouts: count,
      requiredUnits: units,
      availableUnits: available,
      approvalsRequired: verdict?.requiresApproval ? approvalsFor(command.requestedBy ?? null) : 0,
      isWithinDailyLimit: verdict?.isWithinDailyLimit ?? true,
    });
  }
  return estimates;
}
