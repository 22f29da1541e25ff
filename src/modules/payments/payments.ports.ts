import type { PaymentTerms } from "../../kernel/facts/chainFact.ts";
import type { ContractCall, TypedData } from "../../kernel/facts/contractCall.ts";
import type { Address, Bytes32, ChainId, Hex } from "../../kernel/ids/chainIds.ts";
import type { UnixSeconds } from "../../kernel/time/clock.ts";

/** How a payer agreed to a payment. */
export type Consent =
  | {
      /** A signed EIP-3009 receiveWithAuthorization; its nonce is the payer-agnostic hash of the terms. */
      readonly scheme: "EIP3009";
      readonly validAfter: UnixSeconds;
      readonly validBefore: UnixSeconds;
      readonly signature: Hex;
    }
  /** An allowance for the collector and a preApprove transaction of the payer's own. */
  | { readonly scheme: "PREAPPROVAL" };

export interface CaptureItem {
  readonly terms: PaymentTerms;
  readonly amount: bigint;
  readonly feeBps: number;
  readonly feeReceiver: Address;
  /** The capture is skipped unless exactly this much is capturable: a second submission does nothing. */
  readonly expectedCapturable: bigint;
}

export interface RefundItem {
  readonly terms: PaymentTerms;
  readonly amount: bigint;
  readonly expectedRefundable: bigint;
}

/** What payments needs of the escrow. Nothing here touches the network. */
export interface EscrowGateway {
  /** @see contracts/interfaces/IPaymentEscrow.sol getHash */
  paymentHash(chainId: ChainId, terms: PaymentTerms): Bytes32;
  authorizeCall(order: {
    chainId: ChainId;
    terms: PaymentTerms;
    amount: bigint;
    consent: Consent;
  }): ContractCall;
  captureBatchCall(chainId: ChainId, items: readonly CaptureItem[]): ContractCall;
  voidCall(chainId: ChainId, terms: PaymentTerms): ContractCall;
  refundBatchCall(chainId: ChainId, items: readonly RefundItem[]): ContractCall;
  /** The two transactions with which a payer agrees without a signature: approve the collector, then preApprove. */
  preApprovalCalls(
    chainId: ChainId,
    terms: PaymentTerms,
  ): { approve: ContractCall; preApprove: ContractCall };
  /** What the payer signs to pay without gas. `token` is the EIP-712 name and version of the asset's contract. */
  receiveAuthorization(order: {
    chainId: ChainId;
    terms: PaymentTerms;
    token: { name: string; version: string };
    validAfter: UnixSeconds;
    validBefore: UnixSeconds;
  }): TypedData;
  /** Whether `signature` is `signer`'s own (65-byte ECDSA) over `typedData`; false also for malformed bytes. */
  isSignedBy(signer: Address, typedData: TypedData, signature: Hex): boolean;
}
