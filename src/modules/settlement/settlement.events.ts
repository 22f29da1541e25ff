import type { DomainEvent } from "../../kernel/events/domainEvent.ts";
import type { SettlementBatch } from "./settlement.ts";

/** Amounts are strings of the asset's smallest units. What becomes of the payout is told by events of its own. */
export function batchClosed(batch: SettlementBatch): DomainEvent {
  return {
    type: "settlement_batch.closed",
    merchantId: batch.merchantId,
    livemode: batch.livemode,
    objectId: batch.id,
    snapshot: {
      id: batch.id,
      object: "settlement_batch",
      assetId: batch.asset,
      number: batch.number,
      openedAt: batch.openedAt.toISOString(),
      closedAt: batch.closedAt.toISOString(),
      opening: batch.opening.toString(),
      closing: batch.closing.toString(),
      gross: batch.gross.toString(),
      fees: batch.fees.toString(),
      refunds: batch.refunds.toString(),
      payouts: batch.payouts.toString(),
      other: batch.other.toString(),
      payoutId: batch.payoutId,
    },
  };
}
