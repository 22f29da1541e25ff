import { type Selectable, sql } from "kysely";
import type { Tables } from "../../db/database.ts";
import type { Reader } from "../../db/read.ts";
import type { Tx } from "../../db/withTx.ts";
import type { AssetId } from "../../kernel/ids/chainIds.ts";
import type { MerchantId } from "../../kernel/ids/ids.ts";
import { addSeconds } from "../../kernel/time/clock.ts";
import { LIMIT_SECONDS, type PayoutLimit, type PayoutUsage } from "./payoutLimit.ts";
import type { Owner } from "./payouts.context.ts";

export async function savePayoutLimit(tx: Tx, limit: PayoutLimit): Promise<void> {
  const values = {
    approval_above: limit.approvalAbove,
    daily_limit: limit.dailyLimit,
    updated_at: limit.updatedAt,
  };
  await tx
    .insertInto("payout_limits")
    .values({
      merchant_id: limit.merchantId,
      livemode: limit.livemode,
      asset_id: limit.asset,
      ...values,
    })
    .onConflict((conflict) => conflict.columns(["merchant_id", "asset_id"]).doUpdateSet(values))
    .execute();
}

/** Ordered by asset; assets without a limit are missing. */
export async function readPayoutLimits(
  db: Reader,
  { merchantId, livemode }: Owner,
  assets?: readonly AssetId[],
): Promise<PayoutLimit[]> {
  let select = db
    .selectFrom("payout_limits")
    .selectAll()
    .where("merchant_id", "=", merchantId)
    .where("livemode", "=", livemode);
  if (assets) select = select.where("asset_id", "in", assets);
  return (await select.orderBy("asset_id").execute()).map(fromRow);
}

/** What of a limit is used at an instant. */
export async function readPayoutUsage(
  db: Reader,
  { merchantId, livemode }: Owner,
  { asset, at }: { readonly asset: AssetId; readonly at: Date },
): Promise<PayoutUsage> {
  return db
    .selectFrom("payouts")
    .select([
      sql<bigint>`coalesce(sum(amount), 0)`.as("units"),
      sql<bigint>`coalesce(sum(amount) filter (where approvals_required = 0), 0)`.as("unapprovedUnits"),
    ])
    .where("merchant_id", "=", merchantId)
    .where("livemode", "=", livemode)
    .where("asset_id", "=", asset)
    .where("created_at", ">", addSeconds(at, -LIMIT_SECONDS))
    .where("status", "not in", ["FAILED", "CANCELED"])
    .executeTakeFirstOrThrow();
}

function fromRow(row: Selectable<Tables["payout_limits"]>): PayoutLimit {
  return {
    merchantId: row.merchant_id as MerchantId,
    livemode: row.livemode,
    asset: row.asset_id as AssetId,
    approvalAbove: row.approval_above,
    dailyLimit: row.daily_limit,
    updatedAt: row.updated_at,
  };
}
