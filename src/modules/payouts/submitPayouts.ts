import { createHash } from "node:crypto";
import type { Tx } from "../../db/withTx.ts";
import { type Bytes32, parseAssetId } from "../../kernel/ids/chainIds.ts";
import { planTransaction } from "../transactions/index.ts";
import { payoutEvent } from "./payout.events.ts";
import type { Payout } from "./payout.ts";
import type { PayoutsContext } from "./payouts.context.ts";
import { lockReady, savePayout } from "./payouts.store.ts";

/** Items of one batch; 100 cost about 2 M gas. */
const BATCH_ITEMS = 100;

/**
 * Puts the payouts that are ready into one batch per chain. The contract executes the batch id once, whatever happens to
 * the transactions that carry it; back to READY leads only a transaction that was withdrawn before it took a nonce.
 * Shape: locks the payouts; payouts and planned transaction commit together. Returns how many were submitted.
 */
export async function submitPayouts(tx: Tx, context: PayoutsContext): Promise<number> {
  const ready = await lockReady(tx, BATCH_ITEMS);
  for (const [chainId, payouts] of Map.groupBy(ready, (payout) => payout.chainId)) {
    const batchHash = batchHashOf(payouts);
    const at = context.clock.now();
    const call = context.settlement.payoutBatchCall(chainId, batchHash, neighboursFirst(payouts).map(itemOf));
    const transaction = await planTransaction(tx, {
      chainId,
      lane: "payout",
      purpose: "payoutBatch",
      call,
      traceparents: payouts.map(({ traceparent }) => traceparent),
      at,
    });
    for (const payout of payouts) {
      const submitted: Payout = {
        ...payout,
        status: "SUBMITTED",
        batchHash,
        transactionId: transaction.id,
        updatedAt: at,
        version: payout.version + 1,
      };
      await savePayout(tx, submitted, [payoutEvent("payout.submitted", submitted)]);
    }
  }
  return ready.length;
}

/** A function of the payouts alone: the same payouts can never make two batches. */
function batchHashOf(payouts: readonly Payout[]): Bytes32 {
  const ids = payouts.map((payout) => payout.id).sort();
  return `0x${createHash("sha256").update(ids.join()).digest("hex")}` as Bytes32; // 32 bytes of digest
}

/** The contract books a run of one account and token once. */
function neighboursFirst(payouts: readonly Payout[]): Payout[] {
  const key = (payout: Payout) => `${payout.account}${payout.asset}`;
  return [...payouts].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}

function itemOf(payout: Payout) {
  const { token } = parseAssetId(payout.asset);
  return { account: payout.account, token, to: payout.destination, amount: payout.amount };
}
