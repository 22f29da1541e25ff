import type { Tx } from "../../db/withTx.ts";
import {
  chainAccount,
  credit,
  debit,
  factSource,
  merchantAccount,
  postEntries,
  postEntry,
} from "../ledger/index.ts";
import { payoutBatchEvent, payoutEvent } from "./payout.events.ts";
import type { Payout } from "./payout.ts";
import { lockIfEnded, tellOfBatch } from "./payoutBatches.store.ts";
import { savePayout, savePayouts } from "./payouts.store.ts";

/** The payout is final: the reservation is used up, by a fact that even then may be taken back. */
export async function completePayout(
  tx: Tx,
  payout: Payout,
  { factId, at }: { factId: string; at: Date },
): Promise<void> {
  const money = { asset: payout.asset, units: payout.amount };
  await postEntry(tx, {
    kind: "PAYOUT_FINAL",
    sourceId: factSource(factId),
    merchantId: payout.merchantId,
    livemode: payout.livemode,
    postedAt: at,
    lines: [
      debit(merchantAccount(payout.merchantId, "reserved"), money),
      credit(chainAccount(payout.chainId, "settlement"), money),
    ],
  });
  const paid: Payout = { ...payout, status: "PAID", updatedAt: at, version: payout.version + 1 };
  await savePayout(tx, paid, [payoutEvent("payout.paid", paid)]);
  await completeBatch(tx, paid);
}

/** The payout is proven not to have happened: the reservation is free again. */
export async function failPayout(tx: Tx, payout: Payout, end: { failure: string; at: Date }): Promise<void> {
  const failed: Payout = { ...payout, status: "FAILED", failure: end.failure };
  await releasePayouts(tx, [failed], { event: "payout.failed", at: end.at });
}

/** Payouts of one batch, or one alone, that wait and are locked will not be sent: the reservations are free again. */
export function cancelUnsent(tx: Tx, payouts: readonly Payout[], at: Date): Promise<Payout[]> {
  const canceled = payouts.map((payout): Payout => ({ ...payout, status: "CANCELED" }));
  return releasePayouts(tx, canceled, { event: "payout.canceled", at });
}

async function releasePayouts(
  tx: Tx,
  payouts: readonly Payout[],
  { event, at }: { event: "payout.failed" | "payout.canceled"; at: Date },
): Promise<Payout[]> {
  const entries = payouts.map(({ id, merchantId, livemode, asset, amount }) => {
    const money = { asset, units: amount };
    const lines = [
      debit(merchantAccount(merchantId, "reserved"), money),
      credit(merchantAccount(merchantId, "available"), money),
    ];
    return { kind: "PAYOUT_RELEASED", sourceId: id, merchantId, livemode, postedAt: at, lines } as const;
  });
  await postEntries(tx, entries);
  const released = payouts.map((payout) => ({ ...payout, updatedAt: at, version: payout.version + 1 }));
  await savePayouts(
    tx,
    released.map((payout) => ({ payout, events: [payoutEvent(event, payout)] })),
  );
  const [first] = released;
  if (first) await completeBatch(tx, first);
  return released;
}

/** Tells of the end of a batch with its last payout. */
async function completeBatch(tx: Tx, ended: Payout): Promise<void> {
  const batch = ended.payoutBatchId === null ? undefined : await lockIfEnded(tx, ended.payoutBatchId);
  if (batch) await tellOfBatch(tx, ended.updatedAt, payoutBatchEvent("payout_batch.completed", batch));
}
