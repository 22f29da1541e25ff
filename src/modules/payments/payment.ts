import type { Json } from "../../kernel/events/domainEvent.ts";
import type { PaymentTerms } from "../../kernel/facts/chainFact.ts";
import type { Address, AssetId, Bytes32, ChainId } from "../../kernel/ids/chainIds.ts";
import type { Id, MerchantId, PaymentId } from "../../kernel/ids/ids.ts";
import type { Bps } from "../../kernel/money/bps.ts";

export const PAYMENT_STATUSES = {
  REQUIRES_PAYMENT: "Waits for the payer.",
  PARTIALLY_PAID:
    "Less than what is due came to its deposit address; it waits for the rest until it expires.",
  CONFIRMING: "The payer agreed; the chain has not confirmed it yet, as often as the amount needs.",
  REQUIRES_CAPTURE: "The money is held in escrow, until captured, voided or expired.",
  SUCCEEDED:
    "Nothing is held any more, something was captured, and all of it is final; or enough came to its deposit address, finally.",
  EXPIRED: "Nobody paid in time.",
  REVIEW:
    "The time to pay is over and too little came to its deposit address; the merchant decides. The rest may still come.",
  CANCELED: "The hold ended with nothing captured; see the reasons.",
} as const;
export type PaymentStatus = keyof typeof PAYMENT_STATUSES;

export const PAYMENT_REASONS = {
  UNDERPAID: "Less than what was due came; a payment that succeeded took it for all of it.",
  OVERPAID: "More than what was due came; the rest is an unmatched deposit once it is final.",
  LATE: "What made it complete came after expiresAt, by the time of its block.",
  WRONG_ASSET: "Something came in another asset, which is an unmatched deposit once it is final.",
  REORGED: "The chain replaced a block that carried this payment.",
  VOIDED: "The hold was given back on the merchant's word.",
  AUTHORIZATION_EXPIRED: "The hold expired and went back to the payer.",
} as const;
export type PaymentReason = keyof typeof PAYMENT_REASONS;

export type CaptureMethod = "AUTOMATIC" | "MANUAL";

/** Amounts in the asset's smallest unit, as the canonical facts of the chain add up, and what is on its way. */
export interface PaymentAmounts {
  readonly authorized: bigint;
  readonly captured: bigint;
  readonly voided: bigint;
  readonly reclaimed: bigint;
  readonly refunded: bigint;
  /** Part of captured that went to the platform. */
  readonly fee: bigint;
  readonly capturePending: bigint;
  readonly refundPending: bigint;
}

export interface Payment {
  readonly id: PaymentId;
  readonly merchantId: MerchantId;
  readonly livemode: boolean;
  readonly merchantReference: string | null;
  readonly description: string | null;
  readonly metadata: { readonly [key: string]: Json } | null;
  readonly status: PaymentStatus;
  readonly statusReasons: readonly PaymentReason[];
  readonly captureMethod: CaptureMethod;
  readonly chainId: ChainId;
  readonly asset: AssetId;
  /** What is asked for, and the most that can ever be held. */
  readonly amount: bigint;
  readonly feeBps: Bps;
  readonly terms: Omit<PaymentTerms, "payer">;
  readonly payer: Address | null;
  /** The escrow's key of this payment; null until the payer is known. */
  readonly onchainId: Bytes32 | null;
  readonly amounts: PaymentAmounts;
  /** Where it is paid; null: with a wallet. */
  readonly depositAddress: Address | null;
  /** Where the address' money can be returned to. */
  readonly refundTo: Address | null;
  /** So much less than the amount is taken for all of it. */
  readonly tolerance: bigint;
  /** The merchant took less for all of it. */
  readonly isUnderpaymentAccepted: boolean;
  /** What came to its address in its asset before monitorUntil, and what was attached to it. */
  readonly received: bigint;
  /** What comes to its address from then on, by the time of blocks, is not the payment's any more. */
  readonly monitorUntil: Date | null;
  /** Height of the newest block in the amounts; null before the first fact. */
  readonly asOfBlock: number | null;
  readonly expiresAt: Date;
  readonly authorizationExpiresAt: Date;
  readonly refundExpiresAt: Date;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** Grows by one with each change. */
  readonly version: number;
}

export const OPERATION_STATUSES = {
  PENDING: "Accepted; no transaction carries it yet.",
  SUBMITTED: "A transaction carries it; its outcome is unknown.",
  CONFIRMING: "It is on chain; the block is not final.",
  SUCCEEDED: "It is on chain and final.",
  FAILED: "It was proven not to have happened.",
} as const;
export type OperationStatus = keyof typeof OPERATION_STATUSES;
export type OperationKind = "AUTHORIZE" | "CAPTURE" | "VOID" | "REFUND";

/** What we ask of the chain for a payment: captures and refunds are shown to merchants, the others are not. */
export interface PaymentOperation {
  readonly id: Id<"Authorization" | "Capture" | "Void" | "Refund">;
  readonly paymentId: PaymentId;
  readonly merchantId: MerchantId;
  readonly livemode: boolean;
  readonly chainId: ChainId;
  readonly asset: AssetId;
  readonly kind: OperationKind;
  readonly amount: bigint;
  /** CAPTURE: the platform's part of amount. */
  readonly fee: bigint;
  readonly status: OperationStatus;
  /** Name of the contract's error, when FAILED. */
  readonly failure: string | null;
  readonly transactionId: Id<"ChainTransaction"> | null;
  readonly factId: string | null;
  /** The trace of the request that asked for it. */
  readonly traceparent: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly version: number;
}

/** Units held on chain that nothing of ours is about to move; none while a reorg took away what captures wait for. */
export function capturable(amounts: PaymentAmounts): bigint {
  return atLeastNothing(held(amounts) - amounts.capturePending);
}

/** Units held on chain as of the newest fact: the contract's capturableAmount. */
export function held(amounts: PaymentAmounts): bigint {
  return amounts.authorized - amounts.captured - amounts.voided - amounts.reclaimed;
}

/** Units captured that can still be asked back; none while a reorg took away what refunds wait for. */
export function refundable(amounts: PaymentAmounts): bigint {
  return atLeastNothing(amounts.captured - amounts.refunded - amounts.refundPending);
}

/** Units that came from the payer: to the payment's address, or into the escrow. */
export function received({ depositAddress, received: units, amounts }: Payment): bigint {
  return depositAddress === null ? amounts.authorized : units;
}

/** Units that still have to come: of price and receipts alone, whatever is tolerated. */
export function remaining(payment: Payment): bigint {
  return atLeastNothing(payment.amount - received(payment));
}

/** Units that came beyond what was due. */
export function overpaid(payment: Payment): bigint {
  return atLeastNothing(received(payment) - payment.amount);
}

/** Units that a payment which succeeded lets its payer owe. */
export function acceptedShortfall(payment: Payment): bigint {
  return payment.depositAddress !== null && payment.status === "SUCCEEDED" ? remaining(payment) : 0n;
}

const atLeastNothing = (units: bigint) => (units > 0n ? units : 0n);

/** Everything that decides a payment's status, besides the amounts. */
export interface StatusInput {
  readonly amounts: PaymentAmounts;
  readonly now: Date;
  readonly expiresAt: Date;
  /** An AUTHORIZE operation whose outcome is open. */
  readonly authorizing: boolean;
  /** Facts about this payment's hold, refunds aside, in blocks that are not final. */
  readonly unfinalFacts: number;
  /** Facts about this payment's hold that have not the confirmations of its amount yet. */
  readonly waitingFacts: number;
}

/**
 * The status follows from the facts and the clock; it is stored for queries only. A reorg therefore needs no
 * transitions of its own: with the facts gone the status falls back by itself.
 */
export function statusOf(input: StatusInput): { status: PaymentStatus; reasons: PaymentReason[] } {
  const { amounts } = input;
  if (amounts.authorized === 0n) {
    if (input.authorizing) return { status: "CONFIRMING", reasons: [] };
    return { status: input.now < input.expiresAt ? "REQUIRES_PAYMENT" : "EXPIRED", reasons: [] };
  }
  if (input.waitingFacts > 0) return { status: "CONFIRMING", reasons: [] };
  if (held(amounts) > 0n || input.unfinalFacts > 0) return { status: "REQUIRES_CAPTURE", reasons: [] };
  if (amounts.captured > 0n) return { status: "SUCCEEDED", reasons: [] };
  return { status: "CANCELED", reasons: [amounts.reclaimed > 0n ? "AUTHORIZATION_EXPIRED" : "VOIDED"] };
}

/** The terms that this payer signs. */
export function termsFor(payment: Pick<Payment, "terms">, payer: Address): PaymentTerms {
  return { ...payment.terms, payer };
}

/** A wallet that a payment was prepared for. */
export interface PreparedPayer {
  readonly paymentId: PaymentId;
  readonly payer: Address;
  readonly paymentHash: Bytes32;
}
