import type { Tx } from "../../db/withTx.ts";
import { blaming } from "../../kernel/errors/blaming.ts";
import { DomainError } from "../../kernel/errors/domainError.ts";
import type { AssetId } from "../../kernel/ids/chainIds.ts";
import type { MerchantId } from "../../kernel/ids/ids.ts";
import { parseUnitsOrZero } from "../../kernel/money/tokenAmount.ts";
import { findAssetWithMode } from "../assets/index.ts";
import { getMerchants } from "../merchants/index.ts";
import type { PayoutLimit } from "./payoutLimit.ts";
import { savePayoutLimit } from "./payoutLimits.store.ts";
import type { PayoutsContext } from "./payouts.context.ts";

export interface SetPayoutLimit {
  readonly merchantId: MerchantId;
  readonly assetId: AssetId;
  /** Decimal string in whole tokens, "0" included; null: any amount. */
  readonly approvalAbove: string | null;
  readonly dailyLimit: string | null;
}

/**
 * Says what a merchant may pay out of an asset within 24 hours; it counts for payouts that are asked for from now on.
 * Shape: one row; said again it changes nothing.
 * @throws NOT_FOUND, ASSET_UNKNOWN, INVALID_INPUT, AMOUNT_PRECISION, AMOUNT_TOO_LARGE
 */
export async function setPayoutLimit(
  tx: Tx,
  { merchantId, assetId, approvalAbove, dailyLimit }: SetPayoutLimit,
  context: PayoutsContext,
): Promise<PayoutLimit> {
  const [merchant] = await getMerchants(tx, [merchantId]);
  if (!merchant)
    throw new DomainError("NOT_FOUND", "There is no such merchant.", { path: ["input", "merchantId"] });
  const found = await findAssetWithMode(tx, assetId);
  if (!found)
    throw new DomainError("ASSET_UNKNOWN", "There is no such asset.", { path: ["input", "assetId"] });
  const { decimals, assetId: asset } = found.asset;
  const limit: PayoutLimit = {
    merchantId,
    livemode: found.livemode,
    asset,
    approvalAbove: await unitsOf("approvalAbove", approvalAbove, decimals),
    dailyLimit: await unitsOf("dailyLimit", dailyLimit, decimals),
    updatedAt: context.clock.now(),
  };
  await savePayoutLimit(tx, limit);
  return limit;
}

async function unitsOf(field: string, text: string | null, decimals: number): Promise<bigint | null> {
  return text === null ? null : blaming(field, () => parseUnitsOrZero(text, decimals));
}
