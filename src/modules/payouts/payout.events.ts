import type { DomainEvent, EventType } from "../../kernel/events/domainEvent.ts";
import type { Payout, Recipient } from "./payout.ts";
import { batchStatusOf, type PayoutBatch } from "./payoutBatch.ts";

export type PayoutEventType = Extract<EventType, `payout.${string}`>;

/** The amount is a string of the asset's smallest units. */
export function payoutEvent(type: PayoutEventType, payout: Payout): DomainEvent {
  return {
    type,
    merchantId: payout.merchantId,
    livemode: payout.livemode,
    objectId: payout.id,
    snapshot: {
      id: payout.id,
      object: "payout",
      merchantReference: payout.merchantReference,
      payoutBatchId: payout.payoutBatchId,
      recipientId: payout.recipientId,
      status: payout.status,
      approvalsRequired: payout.approvalsRequired,
      failure: payout.failure,
      assetId: payout.asset,
      amount: payout.amount.toString(),
      destination: payout.destination,
      createdAt: payout.createdAt.toISOString(),
      version: payout.version,
    },
  };
}

export function payoutBatchEvent(
  type: Extract<EventType, `payout_batch.${string}`>,
  batch: PayoutBatch,
): DomainEvent {
  return {
    type,
    merchantId: batch.merchantId,
    livemode: batch.livemode,
    objectId: batch.id,
    snapshot: {
      id: batch.id,
      object: "payout_batch",
      merchantReference: batch.merchantReference,
      status: batchStatusOf(batch.counts),
      counts: batch.counts,
      createdAt: batch.createdAt.toISOString(),
    },
  };
}

export function recipientActive(recipient: Recipient): DomainEvent {
  return {
    type: "recipient.active",
    merchantId: recipient.merchantId,
    livemode: recipient.livemode,
    objectId: recipient.id,
    snapshot: {
      id: recipient.id,
      object: "recipient",
      label: recipient.label,
      account: `${recipient.chainId}:${recipient.address}`,
      status: recipient.status,
      usableFrom: recipient.usableFrom?.toISOString() ?? null,
    },
  };
}
