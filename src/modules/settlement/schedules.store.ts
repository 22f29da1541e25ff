import type { Selectable } from "kysely";
import type { Tables } from "../../db/database.ts";
import type { Reader } from "../../db/read.ts";
import type { Tx } from "../../db/withTx.ts";
import type { AssetId } from "../../kernel/ids/chainIds.ts";
import type { MerchantId } from "../../kernel/ids/ids.ts";
import type { Owner } from "./settlement.context.ts";
import type { SettlementCadence, SettlementSchedule } from "./settlement.ts";

export async function saveSchedule(tx: Tx, schedule: SettlementSchedule): Promise<void> {
  const values = {
    cadence: schedule.cadence,
    hour_utc: schedule.hourUtc,
    minimum: schedule.minimum,
    retained: schedule.retained,
    next_run_at: schedule.nextRunAt,
    failure: schedule.failure,
    updated_at: schedule.updatedAt,
  };
  await tx
    .insertInto("settlement_schedules")
    .values({
      merchant_id: schedule.merchantId,
      livemode: schedule.livemode,
      asset_id: schedule.asset,
      ...values,
    })
    .onConflict((conflict) => conflict.columns(["merchant_id", "asset_id"]).doUpdateSet(values))
    .execute();
}

/** Ordered by asset. */
export async function listSchedules(db: Reader, owner: Owner): Promise<SettlementSchedule[]> {
  const rows = await db
    .selectFrom("settlement_schedules")
    .selectAll()
    .where("merchant_id", "=", owner.merchantId)
    .where("livemode", "=", owner.livemode)
    .orderBy("asset_id")
    .execute();
  return rows.map(fromRow);
}

/** Held until the transaction ends. */
export async function lockSchedule(
  tx: Tx,
  { merchantId, asset }: { readonly merchantId: MerchantId; readonly asset: AssetId },
): Promise<SettlementSchedule | undefined> {
  const row = await tx
    .selectFrom("settlement_schedules")
    .selectAll()
    .where("merchant_id", "=", merchantId)
    .where("asset_id", "=", asset)
    .forUpdate()
    .executeTakeFirst();
  return row && fromRow(row);
}

/** Those whose time has come, longest due first. */
export async function listDue(db: Reader, now: Date, limit: number): Promise<SettlementSchedule[]> {
  const rows = await db
    .selectFrom("settlement_schedules")
    .selectAll()
    .where("next_run_at", "<=", now)
    .orderBy("next_run_at")
    .limit(limit)
    .execute();
  return rows.map(fromRow);
}

function fromRow(row: Selectable<Tables["settlement_schedules"]>): SettlementSchedule {
  return {
    merchantId: row.merchant_id as MerchantId,
    livemode: row.livemode,
    asset: row.asset_id as AssetId,
    cadence: row.cadence as SettlementCadence,
    hourUtc: row.hour_utc,
    minimum: row.minimum,
    retained: row.retained,
    nextRunAt: row.next_run_at,
    failure: row.failure,
    updatedAt: row.updated_at,
  };
}
