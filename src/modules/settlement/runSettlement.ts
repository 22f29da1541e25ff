import type { Tx } from "../../db/withTx.ts";
import { DomainError } from "../../kernel/errors/domainError.ts";
import type { AssetId } from "../../kernel/ids/chainIds.ts";
import { addSeconds } from "../../kernel/time/clock.ts";
import { closeBatch } from "./closeBatch.ts";
import { lockSchedule, saveSchedule } from "./schedules.store.ts";
import type { Owner, SettlementContext } from "./settlement.context.ts";
import { nextRunAt, type SettlementBatch, type SettlementSchedule } from "./settlement.ts";

/** How long a schedule rests after a refusal. */
const REST_SECONDS = 600;

/** Closes a batch of an asset now, by its schedule's terms if it has one.
 *  @throws NOTHING_TO_SETTLE, and what createPayout throws */
export async function settleNow(
  tx: Tx,
  command: Owner & { readonly assetId: AssetId },
  context: SettlementContext,
): Promise<SettlementBatch> {
  const { merchantId, assetId: asset } = command;
  const terms = (await lockSchedule(tx, { merchantId, asset })) ?? { minimum: 0n, retained: 0n };
  const batch = await closeBatch(tx, { ...command, terms, evenIfNothing: true }, context);
  if (batch) return batch;
  throw new DomainError("NOTHING_TO_SETTLE", "Nothing has moved since the last cut-off.", {
    path: ["input", "assetId"],
  });
}

/**
 * Does what a schedule that is due asks for, if it still is, and says when it is due next.
 * @throws what createPayout throws: restSchedule notes it
 */
export async function runSchedule(
  tx: Tx,
  due: SettlementSchedule,
  context: SettlementContext,
): Promise<void> {
  const now = context.clock.now();
  const schedule = await lockSchedule(tx, due);
  if (!schedule?.nextRunAt || schedule.nextRunAt > now) return;
  const evenIfNothing = schedule.cadence === "HOURLY" || schedule.cadence === "DAILY";
  const { merchantId, livemode, asset: assetId } = schedule;
  await closeBatch(tx, { merchantId, livemode, assetId, terms: schedule, evenIfNothing }, context);
  await saveSchedule(tx, { ...schedule, nextRunAt: nextRunAt(schedule, now), failure: null });
}

/** Notes why a schedule could not be run, and lets it rest. */
export async function restSchedule(
  tx: Tx,
  due: SettlementSchedule,
  { failure, context }: { readonly failure: string; readonly context: SettlementContext },
): Promise<void> {
  const schedule = await lockSchedule(tx, due);
  if (!schedule?.nextRunAt) return;
  const next = addSeconds(context.clock.now(), REST_SECONDS);
  await saveSchedule(tx, { ...schedule, nextRunAt: next, failure });
}
