import type { Tx } from "../../db/withTx.ts";
import { blaming } from "../../kernel/errors/blaming.ts";
import { DomainError } from "../../kernel/errors/domainError.ts";
import type { AssetId } from "../../kernel/ids/chainIds.ts";
import { parseUnitsOrZero } from "../../kernel/money/tokenAmount.ts";
import { requireAsset } from "../assets/index.ts";
import { saveSchedule } from "./schedules.store.ts";
import type { Owner, SettlementContext } from "./settlement.context.ts";
import { nextRunAt, type SettlementCadence, type SettlementSchedule } from "./settlement.ts";

export interface SetSchedule extends Owner {
  readonly assetId: AssetId;
  readonly cadence: SettlementCadence;
  /** Hour of the day in UTC, of DAILY only; 0 when absent. */
  readonly hourUtc?: number | null;
  /** Decimal strings in whole tokens; nothing when absent. */
  readonly minimum?: string | null;
  readonly retained?: string | null;
}

/**
 * Says when an asset's available balance goes to the merchant's own account by itself.
 * Shape: one row; said again it changes nothing but when the schedule is looked at next.
 * @throws ASSET_UNKNOWN, ASSET_WRONG_MODE, INVALID_INPUT, AMOUNT_PRECISION, AMOUNT_TOO_LARGE
 */
export async function setSchedule(
  tx: Tx,
  command: SetSchedule,
  context: SettlementContext,
): Promise<SettlementSchedule> {
  const { merchantId, livemode, cadence } = command;
  const { assetId: asset, decimals } = await requireAsset(tx, command);
  const hourUtc = hourOf(command);
  const minimum = await unitsOf("minimum", command.minimum, decimals);
  if (cadence === "THRESHOLD" && minimum === 0n)
    throw invalid("minimum", "A threshold needs a minimum above zero.");
  const retained = await unitsOf("retained", command.retained, decimals);
  const at = context.clock.now();
  const schedule: SettlementSchedule = {
    merchantId,
    livemode,
    asset,
    cadence,
    hourUtc,
    minimum,
    retained,
    nextRunAt: nextRunAt({ cadence, hourUtc }, at),
    failure: null,
    updatedAt: at,
  };
  await saveSchedule(tx, schedule);
  return schedule;
}

function hourOf({ cadence, hourUtc = null }: SetSchedule): number | null {
  if (cadence !== "DAILY") {
    if (hourUtc === null) return null;
    throw invalid("hourUtc", "Only DAILY has an hour.");
  }
  const hour = hourUtc ?? 0;
  if (Number.isInteger(hour) && hour >= 0 && hour <= 23) return hour;
  throw invalid("hourUtc", "An hour of the day is 0 to 23.");
}

async function unitsOf(field: string, text: string | null | undefined, decimals: number): Promise<bigint> {
  return blaming(field, () => parseUnitsOrZero(text ?? "0", decimals));
}

function invalid(field: string, message: string): DomainError {
  return new DomainError("INVALID_INPUT", message, { path: ["input", field] });
}
