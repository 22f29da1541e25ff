import type { TypedData } from "../../kernel/facts/contractCall.ts";
import type { Address, Hex } from "../../kernel/ids/chainIds.ts";

/** An EIP-1559 transaction before its signature. Moves no native coin. */
export interface UnsignedTransaction {
  /** EIP-155 number. */
  readonly chainNumber: bigint;
  readonly nonce: number;
  readonly to: Address;
  readonly data: Hex;
  readonly gasLimit: bigint;
  /** Wei per gas. */
  readonly maxFeePerGas: bigint;
  readonly maxPriorityFeePerGas: bigint;
}

/** Whoever holds a key: a file, or a service far away. Signing may take long and may fail. */
export interface Signer {
  readonly address: Address;
  /** The signed transaction, ready to be sent. */
  signTransaction(unsigned: UnsignedTransaction): Promise<Hex>;
}

/** Whoever signs statements with a key (EIP-712). */
export interface TypedDataSigner {
  readonly address: Address;
  signTypedData(typedData: TypedData): Promise<Hex>;
}
