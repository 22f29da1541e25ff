import type { Tx } from "../../db/withTx.ts";
import { blaming } from "../../kernel/errors/blaming.ts";
import type { AssetId } from "../../kernel/ids/chainIds.ts";
import { newId } from "../../kernel/ids/ids.ts";
import { formatUnits } from "../../kernel/money/tokenAmount.ts";
import { requireAsset } from "../assets/index.ts";
import { availableUnits, lockAvailable } from "../ledger/index.ts";
import { createPayout } from "../payouts/index.ts";
import { insertBatch, lastBatch } from "./batches.store.ts";
import { describeLines } from "./describeLines.ts";
import { freshLines } from "./freshLines.ts";
import type { Owner, SettlementContext } from "./settlement.context.ts";
import { batchClosed } from "./settlement.events.ts";
import {
  payableUnits,
  type SettlementBatch,
  type SettlementLine,
  type SettlementSchedule,
} from "./settlement.ts";

/** The most lines of one batch; what is more waits for the next, and so does the payout. */
export const MOST_LINES = 10_000;

export interface CloseBatch extends Owner {
  readonly assetId: AssetId;
  readonly terms: Pick<SettlementSchedule, "minimum" | "retained">;
  /** Whether a batch is closed for its lines alone, when there is nothing to pay out. */
  readonly evenIfNothing: boolean;
}

/**
 * Freezes what moved a merchant's available balance since the last cut-off, and asks for the payout of what is free.
 * Shape: holds the balance; a batch, its lines, an event, and a payout with what that brings. Undefined: nothing to do.
 * Rounding: none, units are added and compared.
 * @throws what createPayout throws; then nothing is closed
 */
export async function closeBatch(
  tx: Tx,
  { merchantId, livemode, assetId, terms, evenIfNothing }: CloseBatch,
  context: SettlementContext,
): Promise<SettlementBatch | undefined> {
  const owner = { merchantId, livemode };
  const { assetId: asset, decimals } = await requireAsset(tx, { assetId, livemode });
  await lockAvailable(tx, merchantId, [asset]);
  const last = await lastBatch(tx, { merchantId, asset });
  const { lines: fresh, isAll } = await freshLines(
    tx,
    { merchantId, asset },
    { lastEntryId: last?.lastEntryId ?? null, limit: MOST_LINES },
  );
  const opening = last?.closing ?? 0n;
  const closing = fresh.reduce((sum, { units }) => sum + units, opening);
  const available = await availableUnits(tx, merchantId, asset);
  if (isAll && closing !== available) {
    throw new Error(`lines of ${merchantId} in ${asset} come to ${closing}, the balance is ${available}`);
  }
  const pays = isAll ? payableUnits(available, terms) : 0n;
  if (pays === 0n && !(evenIfNothing && fresh.length > 0) && isAll) return undefined;
  const amount = formatUnits(pays, decimals);
  const payout =
    pays > 0n
      ? await blaming("assetId", () => createPayout(tx, { ...owner, assetId: asset, amount }, context))
      : null;
  const lines = await describeLines(tx, owner, { lines: fresh, opening });
  const batch: SettlementBatch = {
    id: newId("SettlementBatch"),
    ...owner,
    asset,
    number: (last?.number ?? 0) + 1,
    openedAt: last?.closedAt ?? lines[0]?.postedAt ?? context.clock.now(),
    closedAt: context.clock.now(),
    opening,
    closing,
    ...partsOf(lines),
    lastEntryId: lines.at(-1)?.entryId ?? last?.lastEntryId ?? null,
    payoutId: payout?.id ?? null,
  };
  await insertBatch(tx, batch, { lines, event: batchClosed(batch) });
  return batch;
}

/** What the lines come to, by what they are about. */
function partsOf(lines: readonly SettlementLine[]) {
  const parts = { gross: 0n, fees: 0n, refunds: 0n, payouts: 0n, other: 0n };
  for (const { kind, gross, fee, net } of lines) {
    if (gross !== null && fee !== null) {
      parts.gross += gross;
      parts.fees += fee;
      parts.other += net - (gross - fee); // what a credit line took of it
    } else if (kind === "CAPTURE_FINAL") parts.gross += net;
    else if (kind.startsWith("REFUND_")) parts.refunds -= net;
    else if (kind.startsWith("PAYOUT_")) parts.payouts -= net;
    else parts.other += net;
  }
  return parts;
}
