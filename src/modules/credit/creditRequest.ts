import type { CreditTerms } from "../../kernel/facts/creditFacts.ts";
import type { Address, AssetId, Bytes32, ChainId, Hex } from "../../kernel/ids/chainIds.ts";
import type { CreditRequestId, Id, MerchantId } from "../../kernel/ids/ids.ts";
import type { ScoredFactor } from "./scorecard.ts";

/** Every status of a request, with its meaning. */
export const CREDIT_REQUEST_STATUSES = {
  REQUESTED: "The scorecard has not judged it yet.",
  REVIEW: "The offer is so large that an operator decides.",
  APPROVED: "The underwriter's key is to sign the terms.",
  OFFERED: "Signed terms wait for the settlement account's wallet to accept them, until they expire.",
  DECLINED: "Nothing is offered; the factors say why.",
} as const;
export type CreditRequestStatus = keyof typeof CREDIT_REQUEST_STATUSES;

/** One figure that the decision rests on. The salt keeps the commitment from telling it. */
export interface SaltedLeaf {
  readonly name: string;
  readonly value: string;
  readonly salt: Bytes32;
}

export interface CreditRequest {
  readonly id: CreditRequestId;
  readonly merchantId: MerchantId;
  readonly livemode: boolean;
  readonly chainId: ChainId;
  readonly asset: AssetId;
  /** The borrower: the merchant's settlement account. */
  readonly account: Address;
  /** Smallest units. */
  readonly wanted: bigint;
  readonly status: CreditRequestStatus;
  /** What it was judged by; null while REQUESTED. */
  readonly judged: {
    readonly scorecard: number;
    readonly points: number;
    readonly factors: readonly Omit<ScoredFactor, "value">[];
    readonly leaves: readonly SaltedLeaf[];
    /** Root over the leaves; goes on chain with the terms. */
    readonly attestation: Bytes32;
  } | null;
  readonly terms: CreditTerms | null;
  readonly signed: { readonly underwriter: Address; readonly signature: Hex } | null;
  readonly approvedBy: Id<"ApiKey"> | null;
  readonly consentRevokedAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly version: number;
}
