import type { ContractCall } from "../../kernel/facts/contractCall.ts";
import type { Address, Bytes32, ChainId, Hex, TxHash } from "../../kernel/ids/chainIds.ts";
import type { BlockPlace, Fees, Lane } from "./transaction.ts";

/** What would happen to a call if it were mined now. */
export type Simulation =
  | { readonly outcome: "SUCCEEDS"; readonly gas: bigint }
  /** The contract said no; `reason` is its error's name. An unreachable node is never this. */
  | { readonly outcome: "REVERTS"; readonly reason: string };

/** What the node did with a transaction. None of these proves that it will not be mined. */
export type BroadcastOutcome =
  /** It is in the pool, was there before, or its nonce is used already. */
  | { readonly outcome: "TAKEN" }
  /** It offers too little: for the pool, or for replacing the version that is there. */
  | { readonly outcome: "UNDERPRICED" }
  | { readonly outcome: "NOT_TAKEN"; readonly reason: string };

/** What the signer answered. A signer that refuses has signed nothing; one that does not answer throws. */
export type Signing =
  | { readonly outcome: "SIGNED"; readonly hash: TxHash; readonly raw: Hex }
  | { readonly outcome: "REFUSED"; readonly reason: string };

export interface Receipt {
  readonly block: BlockPlace;
  readonly succeeded: boolean;
}

/**
 * What sending transactions needs of one chain and its signers. Every method talks to the network: never call one
 * inside a database transaction. A method that throws has proven nothing.
 */
export interface TransactionGateway {
  readonly chainId: ChainId;
  /** The lane's present signer, then former ones whose keys are still held; none where a lane has no key. */
  signersOf(lane: Lane): readonly Address[];
  simulate(from: Address, call: ContractCall): Promise<Simulation>;
  /** What the chain asks for now. */
  fees(): Promise<Fees>;
  /** Signing again is safe: every version has the same nonce, also where the signer gives another signature. */
  sign(
    from: Address,
    order: { call: ContractCall; nonce: number; gasLimit: bigint; fees: Fees },
  ): Promise<Signing>;
  broadcast(raw: Hex): Promise<BroadcastOutcome>;
  /** Where the node's present chain has this transaction, if it has it. */
  receipt(hash: TxHash): Promise<Receipt | undefined>;
  head(): Promise<BlockPlace>;
  /** Height of the last final block of the chain with this head; below 0 while there is none. */
  finalNumber(head: BlockPlace): Promise<number>;
  /** Hash of the block at this height on the node's present chain. */
  blockHashAt(number: number): Promise<Bytes32 | undefined>;
  /** How many nonces the account has used up to and including this block. */
  nonceAt(account: Address, block: BlockPlace): Promise<number>;
  /** The same with what waits in the node's pool, as far as it is there. */
  pooledNonce(account: Address): Promise<number>;
}
