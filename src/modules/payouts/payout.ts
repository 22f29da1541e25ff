import type { Address, AssetId, Bytes32, ChainId } from "../../kernel/ids/chainIds.ts";
import type {
  ChainTransactionId,
  Id,
  MemberId,
  MerchantId,
  PayoutBatchId,
  PayoutId,
} from "../../kernel/ids/ids.ts";

export const PAYOUT_STATUSES = {
  REQUIRES_APPROVAL: "Accepted and reserved; waits for people who did not ask for it to approve it.",
  READY: "Accepted and reserved; no transaction carries it yet.",
  SUBMITTED:
    "A transaction carries it; its outcome is unknown. Only if that was never signed it may be READY again.",
  CONFIRMING: "It is on chain; the block is not final.",
  PAID: "It is on chain and final.",
  FAILED: "It was proven not to have happened; the amount is available again.",
  CANCELED: "It was taken back before a transaction carried it; the amount is available again.",
} as const;
export type PayoutStatus = keyof typeof PAYOUT_STATUSES;

/** No transaction carries a payout in one of these. */
export const UNSENT = ["REQUIRES_APPROVAL", "READY"] as const satisfies PayoutStatus[];

/** Money leaving the merchant's settlement balance. */
export interface Payout {
  readonly id: PayoutId;
  readonly merchantId: MerchantId;
  readonly livemode: boolean;
  readonly merchantReference: string | null;
  /** What it was asked for with; null when alone. The contract's batches are cut anew. */
  readonly payoutBatchId: PayoutBatchId | null;
  /** Null: to the payout address of the merchant's own settlement account. */
  readonly recipientId: Id<"Recipient"> | null;
  readonly chainId: ChainId;
  readonly asset: AssetId;
  /** The settlement account that pays. */
  readonly account: Address;
  readonly destination: Address;
  /** Smallest units of the asset. */
  readonly amount: bigint;
  readonly status: PayoutStatus;
  /** Who asked for it, or made the key that did; null when nobody knows. */
  readonly requestedBy: MemberId | null;
  /** How many other people must approve it. */
  readonly approvalsRequired: number;
  readonly failure: string | null;
  /** The contract's batch id; it executes an id once, ever. */
  readonly batchHash: Bytes32 | null;
  readonly transactionId: ChainTransactionId | null;
  readonly factId: string | null;
  /** The trace of the request that asked for it. */
  readonly traceparent: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly version: number;
}

export const RECIPIENT_STATUSES = {
  PENDING: "Asked for; the contract does not know it yet.",
  ACTIVE: "The contract knows it; it can be paid from usableFrom on.",
  FAILED: "The contract refused it; most often the account is not managed by the platform.",
  REMOVED: "The contract does not allow it any more.",
} as const;
export type RecipientStatus = keyof typeof RECIPIENT_STATUSES;

/** An address that a merchant's settlement account may pay. */
export interface Recipient {
  readonly id: Id<"Recipient">;
  readonly merchantId: MerchantId;
  readonly livemode: boolean;
  readonly label: string;
  readonly chainId: ChainId;
  readonly address: Address;
  readonly account: Address;
  readonly status: RecipientStatus;
  readonly failure: string | null;
  /** Null until the contract has said so. */
  readonly usableFrom: Date | null;
  readonly transactionId: ChainTransactionId | null;
  /** The trace of the request that asked for it. */
  readonly traceparent: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Whether a payout to this recipient would be accepted by the contract now. */
export function isUsable(recipient: Recipient, now: Date): boolean {
  return recipient.status === "ACTIVE" && recipient.usableFrom !== null && recipient.usableFrom <= now;
}
