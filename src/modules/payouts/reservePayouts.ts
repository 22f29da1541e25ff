import type { Tx } from "../../db/withTx.ts";
import { credit, debit, merchantAccount, postEntries } from "../ledger/index.ts";
import { payoutEvent } from "./payout.events.ts";
import type { Payout } from "./payout.ts";
import { insertPayouts } from "./payouts.store.ts";

/**
 * Keeps drafted payouts, with a journal entry and an event each; a worker sends them.
 * @throws INSUFFICIENT_BALANCE
 */
export async function reservePayouts(tx: Tx, payouts: readonly Payout[]): Promise<void> {
  const entries = payouts.map(({ id, merchantId, livemode, asset, amount, createdAt }) => {
    const money = { asset, units: amount };
    const lines = [
      debit(merchantAccount(merchantId, "available"), money),
      credit(merchantAccount(merchantId, "reserved"), money),
    ];
    return {
      kind: "PAYOUT_REQUESTED",
      sourceId: id,
      merchantId,
      livemode,
      postedAt: createdAt,
      lines,
    } as const;
  });
  await postEntries(tx, entries);
  await insertPayouts(
    tx,
    payouts,
    payouts.map((payout) => payoutEvent("payout.created", payout)),
  );
}
