import type { Address, ChainId, Hex } from "../ids/chainIds.ts";

/** A call that somebody still has to sign and send: our signer, or a payer's wallet. Carries no native coin. */
export interface ContractCall {
  readonly chainId: ChainId;
  readonly to: Address;
  readonly data: Hex;
}

/** Who lends one token: the credit line, the pool that funds it, and what they keep apart. */
export interface CreditContracts {
  readonly token: Address;
  readonly creditLine: Address;
  readonly creditPool: Address;
  readonly pledgeBook: Address;
}

/** Our contracts on one chain, and the two accounts that their terms name. */
export interface ChainContracts {
  readonly escrow: Address;
  readonly paymentCollector: Address;
  readonly refundCollector: Address;
  readonly settlement: Address;
  /** Makes and sweeps deposit addresses; absent where the deployment has none. */
  readonly depositFactory?: Address | undefined;
  /** Uniswap's Permit2, which the collectors name. */
  readonly permit2: Address;
  /** The operator that payers name in their terms: the signer of the capture lane. */
  readonly operator: Address;
  /** Whose Settlement balance the platform's fees are credited to. */
  readonly feeReceiver: Address;
  /** Where roots of the ledger are anchored, and what compares debts with money; absent where payments alone are deployed. */
  readonly ledgerAnchor?: Address;
  readonly solvencyLens?: Address;
  /** One for each token that is lent; absent where payments alone are deployed. */
  readonly credit?: readonly CreditContracts[];
}

/** EIP-712 typed data, ready for `eth_signTypedData_v4`. Integers are decimal strings. */
export interface TypedData {
  readonly domain: {
    readonly name: string;
    readonly version?: string;
    readonly chainId: string;
    readonly verifyingContract?: Address;
  };
  readonly primaryType: string;
  readonly types: Readonly<Record<string, readonly { readonly name: string; readonly type: string }[]>>;
  readonly message: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
}
