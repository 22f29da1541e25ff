import type { Address, Bytes32, ChainId, Hex, TxHash } from "../ids/chainIds.ts";
import type { UnixSeconds } from "../time/clock.ts";
import type { AnchorFactBody } from "./anchorFacts.ts";
import type { CreditFactBody } from "./creditFacts.ts";

/**
 * The terms a payer signs; field for field the contract's PaymentInfo.
 * Units: maxAmount in the token's smallest unit; expiries in Unix seconds, exclusive; fees in basis points.
 * @see contracts/types/PaymentInfo.sol
 */
export interface PaymentTerms {
  readonly operator: Address;
  readonly payer: Address;
  readonly receiver: Address;
  readonly token: Address;
  readonly maxAmount: bigint;
  readonly preApprovalExpiry: UnixSeconds;
  readonly authorizationExpiry: UnixSeconds;
  readonly refundExpiry: UnixSeconds;
  readonly minFeeBps: number;
  readonly maxFeeBps: number;
  readonly feeReceiver: Address;
  readonly salt: bigint;
}

/** Where a fact stands on its chain. Block hash and log index identify it: a log index counts within its block. */
export interface FactPlace {
  readonly chainId: ChainId;
  readonly blockNumber: number;
  readonly blockHash: Bytes32;
  readonly blockTimestamp: UnixSeconds;
  readonly logIndex: number;
  readonly txHash: TxHash;
  readonly contract: Address;
}

/**
 * What a contract of ours said, or a registered token of a deposit address. `paymentHash` is the escrow's hash of the
 * payment's terms.
 */
export type FactBody =
  | { readonly name: "PaymentPreApproved"; readonly paymentHash: Bytes32; readonly payer: Address }
  | {
      readonly name: "PaymentAuthorized";
      readonly paymentHash: Bytes32;
      readonly terms: PaymentTerms;
      readonly amount: bigint;
    }
  | {
      readonly name: "PaymentCharged";
      readonly paymentHash: Bytes32;
      readonly terms: PaymentTerms;
      readonly amount: bigint;
      readonly feeBps: number;
      readonly feeReceiver: Address;
    }
  | {
      readonly name: "PaymentCaptured";
      readonly paymentHash: Bytes32;
      readonly amount: bigint;
      readonly feeBps: number;
      readonly feeReceiver: Address;
    }
  | { readonly name: "PaymentVoided"; readonly paymentHash: Bytes32; readonly amount: bigint }
  | { readonly name: "PaymentReclaimed"; readonly paymentHash: Bytes32; readonly amount: bigint }
  | {
      readonly name: "PaymentRefunded";
      readonly paymentHash: Bytes32;
      readonly amount: bigint;
      /** Zero: paid from the merchant's Settlement balance. Otherwise the refund collector that brought the money. */
      readonly collector: Address;
    }
  | { readonly name: "CaptureSkipped"; readonly paymentHash: Bytes32; readonly reason: Hex }
  | { readonly name: "RefundSkipped"; readonly paymentHash: Bytes32; readonly reason: Hex }
  | {
      readonly name: "BalanceUpdated";
      readonly account: Address;
      readonly token: Address;
      readonly ref: Bytes32;
      /** Number of the contract's BalanceKind. */
      readonly kind: number;
      readonly delta: bigint;
      readonly available: bigint;
      readonly reserved: bigint;
    }
  | {
      readonly name: "PayoutSent";
      readonly batchId: Bytes32;
      readonly account: Address;
      readonly token: Address;
      readonly to: Address;
      readonly amount: bigint;
    }
  | {
      readonly name: "PayoutFailed";
      readonly batchId: Bytes32;
      readonly account: Address;
      readonly token: Address;
      readonly to: Address;
      readonly amount: bigint;
      readonly reason: Hex;
    }
  | {
      readonly name: "RecipientSet";
      readonly account: Address;
      readonly recipient: Address;
      /** 0 when the recipient was removed. */
      readonly effectiveAt: UnixSeconds;
    }
  | {
      readonly name: "PayoutAddressSet";
      readonly account: Address;
      readonly payoutAddress: Address;
      readonly effectiveAt: UnixSeconds;
    }
  /** Tokens came to a deposit address; never of zero units. The fact's contract is the token. */
  | { readonly name: "Transfer"; readonly from: Address; readonly to: Address; readonly amount: bigint }
  | {
      readonly name: "DepositSwept";
      readonly account: Address;
      readonly ref: Bytes32;
      readonly token: Address;
      readonly depositAddress: Address;
      /** What Settlement received; what waits at the address when held. */
      readonly amount: bigint;
      /** The gate left the money where it is. */
      readonly held: boolean;
    }
  | { readonly name: "SweepFailed"; readonly depositAddress: Address; readonly token: Address }
  | CreditFactBody
  | AnchorFactBody;

export type FactName = FactBody["name"];

/** A fact with its place; `id` is our row of it and the journal's source id. */
export type ChainFact<Body extends FactBody = FactBody> = FactPlace & Body & { readonly id: string };

/** A fact of one name. */
export type FactOf<Name extends FactName> = ChainFact<Extract<FactBody, { name: Name }>>;

/** How far an answer about the chain can be trusted: the block it was read at. */
export interface BlockRef {
  readonly chainId: ChainId;
  readonly number: number;
  readonly hash: Bytes32;
  /** Height of the last final block at that moment. */
  readonly finalizedNumber: number;
}
