import type { Tx } from "../../db/withTx.ts";
import { forEachItem } from "../../kernel/errors/domainError.ts";
import type { AssetId } from "../../kernel/ids/chainIds.ts";
import { availableUnits } from "../ledger/index.ts";
import { draftPayouts, type PayoutOrder } from "./draftPayouts.ts";
import { requireBatchSize, sumsOf } from "./payoutBatch.ts";
import type { Owner, PayoutsContext } from "./payouts.context.ts";

/** What payouts of one asset need, and what there is, in smallest units. */
export interface PayoutEstimate {
  readonly asset: AssetId;
  readonly payouts: number;
  readonly requiredUnits: bigint;
  readonly availableUnits: bigint;
}

/**
 * What a batch of these payouts would need now, an entry for each asset; nothing is reserved.
 * Shape: reads only.
 * @throws what createPayoutBatch throws, but for INSUFFICIENT_BALANCE
 */
export async function estimatePayouts(
  tx: Tx,
  command: Owner & { readonly items: readonly PayoutOrder[] },
  context: PayoutsContext,
): Promise<PayoutEstimate[]> {
  requireBatchSize(command.items);
  const draft = draftPayouts(tx, command, { payoutBatchId: null, at: context.clock.now() });
  const payouts = await forEachItem(command.items, draft);
  const estimates: PayoutEstimate[] = [];
  for (const { asset, payouts: count, units } of sumsOf(payouts)) {
    const available = await availableUnits(tx, command.merchantId, asset);
    estimates.push({ asset, payouts: count, requiredUnits: units, availableUnits: available });
  }
  return estimates;
}
