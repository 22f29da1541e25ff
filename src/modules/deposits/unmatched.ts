import type { DomainEvent, EventType } from "../../kernel/events/domainEvent.ts";
import type { AssetId, ChainId } from "../../kernel/ids/chainIds.ts";
import type { Id, MerchantId, PaymentId, PayoutId } from "../../kernel/ids/ids.ts";
import type { UnmatchedReason } from "./deposit.ts";

export const UNMATCHED_STATUSES = {
  OPEN: "Waits for the merchant to resolve it.",
  ATTACHED: "A payment took it.",
  REFUNDED: "A payout takes it back; see its status.",
  WRITTEN_OFF: "The merchant keeps it.",
  ORPHANED: "The chain replaced the block in which it came.",
} as const;
export type UnmatchedStatus = keyof typeof UNMATCHED_STATUSES;

/** Final money at a deposit address, or a part of it, that no payment took. */
export interface UnmatchedDeposit {
  readonly id: Id<"UnmatchedDeposit">;
  readonly depositId: Id<"Deposit">;
  /** To whose address it came. */
  readonly paymentId: PaymentId;
  readonly merchantId: MerchantId;
  readonly livemode: boolean;
  readonly chainId: ChainId;
  readonly asset: AssetId;
  /** Smallest units of the asset. */
  readonly amount: bigint;
  /** What of it Settlement received; null until it is swept. */
  readonly swept: bigint | null;
  /** The platform's part of that. */
  readonly fee: bigint;
  readonly reason: UnmatchedReason;
  readonly status: UnmatchedStatus;
  readonly attachedPaymentId: PaymentId | null;
  readonly payoutId: PayoutId | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly version: number;
}

/** What of it is left: less once the transfer to Settlement has cost something. */
export function unitsLeft({
  amount,
  swept,
  fee,
}: Pick<UnmatchedDeposit, "amount" | "swept" | "fee">): bigint {
  return (swept ?? amount) - fee;
}

/** Amounts are strings of the asset's smallest units. */
export function unmatchedEvent(
  type: Extract<EventType, `deposit.${string}`>,
  unmatched: UnmatchedDeposit,
): DomainEvent {
  return {
    type,
    merchantId: unmatched.merchantId,
    livemode: unmatched.livemode,
    objectId: unmatched.id,
    snapshot: {
      id: unmatched.id,
      object: "unmatched_deposit",
      paymentId: unmatched.paymentId,
      assetId: unmatched.asset,
      amount: unmatched.amount.toString(),
      amountLeft: unitsLeft(unmatched).toString(),
      reason: unmatched.reason,
      status: unmatched.status,
      attachedPaymentId: unmatched.attachedPaymentId,
      payoutId: unmatched.payoutId,
      createdAt: unmatched.createdAt.toISOString(),
      version: unmatched.version,
    },
  };
}
