import type { Tx } from "../../db/withTx.ts";
import { chainAccount, credit, debit, factSource, merchantAccount, postEntry } from "../ledger/index.ts";
import { payoutEvent } from "./payout.events.ts";
import type { Payout } from "./payout.ts";
import { savePayout } from "./payouts.store.ts";

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
}

/** The payout is proven not to have happened: the reservation is free again. */
export async function failPayout(tx: Tx, payout: Payout, end: { failure: string; at: Date }): Promise<void> {
  const { merchantId } = payout;
  const money = { asset: payout.asset, units: payout.amount };
  await postEntry(tx, {
    kind: "PAYOUT_RELEASED",
    sourceId: payout.id,
    merchantId,
    livemode: payout.livemode,
    postedAt: end.at,
    lines: [
      debit(merchantAccount(merchantId, "reserved"), money),
      credit(merchantAccount(merchantId, "available"), money),
    ],
  });
  const failed: Payout = {
    ...payout,
    status: "FAILED",
    failure: end.failure,
    updatedAt: end.at,
    version: payout.version + 1,
  };
  await savePayout(tx, failed, [payoutEvent("payout.failed", failed)]);
}
