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
  /** The payer's signature over the terms, and an allowance that stands, to the collector or to Permit2. */
  | { readonly scheme: "ALLOWANCE" | "PERMIT2"; readonly signature: Hex }
  /** The same with a signed EIP-2612 permit, which gives the allowance; empty when it stands already. */
  | { readonly scheme: "EIP2612"; readonly signature: Hex; readonly permit: Hex }
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
  /** What the payer signs for EIP3009, valid from 0 to preApprovalExpiry. `token` is the EIP-712 name and version of the
   *  asset's contract. */
  receiveAuthorization(order: {
    chainId: ChainId;
    terms: PaymentTerms;
    token: { name: string; version: string };
  }): TypedData;
  /** What the payer signs to agree to the terms, for ALLOWANCE and EIP2612. */
  paymentConsent(chainId: ChainId, terms: PaymentTerms): TypedData;
  /** What the payer signs besides for EIP2612. `nonce` is the token's next one for the payer. */
  permit(order: {
    chainId: ChainId;
    terms: PaymentTerms;
    token: { name: string; version: string };
    nonce: bigint;
  }): TypedData;
  /** What the payer signs for PERMIT2. */
  permit2Transfer(chainId: ChainId, terms: PaymentTerms): TypedData;
  /** Whether `signature` is `signer`'s own (65-byte ECDSA) over `typedData`; false also for malformed bytes. */
  isSignedBy(signer: Address, typedData: TypedData, signature: Hex): boolean;
}

/** What a wallet is and has allowed, as of the chain's latest block. */
export interface PayerReading {
  /** Whether it has code: its signatures are then asked of it (ERC-1271). */
  readonly isContract: boolean;
  /** Schemes in which the token takes a contract's signature; none for wallets that are accounts. */
  readonly walletSchemes: readonly ("EIP3009" | "EIP2612")[];
  /** The token's next EIP-2612 nonce for the wallet. */
  readonly permitNonce: bigint;
  /** What it allowed the collector to take, in the token's smallest unit. */
  readonly collectorAllowance: bigint;
  /** What it allowed Permit2 to take. */
  readonly permit2Allowance: bigint;
}

/** What preparing and submitting need of the chain. Asked before a transaction, never inside it. */
export interface PayerGateway {
  readPayer(order: {
    chainId: ChainId;
    payer: Address;
    token: { address: Address; name: string; version: string | null };
  }): Promise<PayerReading>;
  /** Whether a contract calls the signature its own (ERC-1271). */
  isConfirmedBy(order: {
    chainId: ChainId;
    wallet: Address;
    typedData: TypedData;
    signature: Hex;
  }): Promise<boolean>;
}
