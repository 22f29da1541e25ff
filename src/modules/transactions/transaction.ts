import type { ContractCall } from "../../kernel/facts/contractCall.ts";
import type { Address, Bytes32, ChainId, Hex, TxHash } from "../../kernel/ids/chainIds.ts";
import type { ChainTransactionId } from "../../kernel/ids/ids.ts";

/** Each lane has signers and nonces of its own, so that a stuck one delays no other. */
export const LANES = ["capture", "payout", "admin", "sweep"] as const;
export type Lane = (typeof LANES)[number];

/** One signer of a lane. */
export interface SigningLane {
  readonly lane: Lane;
  readonly signer: Address;
  /** Whether it takes what names no signer; a former one only finishes what is its own. */
  readonly isPresent: boolean;
}

/** Every status of a transaction, with its meaning. */
export const TRANSACTION_STATUSES = {
  PLANNED: "To be sent; it may have its nonce already, but nothing is signed.",
  SIGNED: "Signed and stored; the node has not confirmed that it took it.",
  BROADCAST: "Handed to the node. Whatever the node says from now on, it can still be mined.",
  MINED: "In a block that a reorg may still replace.",
  FINAL: "In a final block, and it did what it was for.",
  REVERTED: "In a final block, and it did nothing but pay for gas.",
  DROPPED: "Another transaction used its nonce in a final block: it can never be mined.",
  REFUSED: "The contract refused it before it was signed; it never had a nonce.",
  WITHDRAWN: "Planned anew instead, since others were sent that we did not know of; it never had a nonce.",
} as const;
export type TransactionStatus = keyof typeof TRANSACTION_STATUSES;

/**
 * The allowed edges; everything else is a bug. No edge leads back to an unsent status. Only a reorg deeper than finality,
 * which disproves what was proven, leads away from an end.
 */
export const TRANSACTION_EDGES: Readonly<Record<TransactionStatus, readonly TransactionStatus[]>> = {
  PLANNED: ["SIGNED", "REFUSED", "WITHDRAWN"],
  SIGNED: ["BROADCAST", "MINED", "DROPPED"],
  BROADCAST: ["MINED", "DROPPED"],
  MINED: ["MINED", "BROADCAST", "FINAL", "REVERTED"],
  FINAL: ["BROADCAST"],
  REVERTED: ["BROADCAST"],
  DROPPED: [],
  REFUSED: [],
  WITHDRAWN: [],
};

/** A call of ours on its way to the chain. */
export interface ChainTransaction {
  readonly id: ChainTransactionId;
  readonly chainId: ChainId;
  readonly lane: Lane;
  /** What it is for: authorize, captureBatch, void, refundBatch, payoutBatch, setRecipient, sweepBatch. */
  readonly purpose: string;
  readonly call: ContractCall;
  readonly status: TransactionStatus;
  /** Who must send it, or took the nonce for it; null: whoever signs for the lane when its turn comes. */
  readonly signer: Address | null;
  /** Taken once; given back only if the signer refuses and none follows. The gas limit was estimated just before. */
  readonly nonce: number | null;
  readonly gasLimit: bigint | null;
  /** The version that was mined, else the one signed last. */
  readonly hash: TxHash | null;
  readonly minedIn: BlockPlace | null;
  /** The block at which the nonce was first seen used by a transaction that is none of ours. */
  readonly consumedAt: BlockPlace | null;
  /** Why it was REFUSED or REVERTED. */
  readonly failure: string | null;
  /** The signer's word against it, which is asked again; null once it has signed. */
  readonly refusal: { readonly reason: string; readonly at: Date } | null;
  readonly broadcastAt: Date | null;
  /** The trace in which it was planned. */
  readonly traceparent: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** One that is proven to have done nothing, and never will. */
export type DeadTransaction = ChainTransaction & { readonly status: (typeof DEAD)[number] };

const DEAD = ["REFUSED", "REVERTED", "DROPPED", "WITHDRAWN"] as const satisfies TransactionStatus[];

export interface BlockPlace {
  readonly number: number;
  readonly hash: Bytes32;
}

/** One signed version; several differ in their fees only. */
export interface Attempt {
  readonly hash: TxHash;
  readonly raw: Hex;
  readonly fees: Fees;
  readonly signedAt: Date;
}

/** Wei per gas. */
export interface Fees {
  readonly maxFeePerGas: bigint;
  readonly maxPriorityFeePerGas: bigint;
}

export function requireEdge(from: TransactionStatus, to: TransactionStatus): void {
  if (!TRANSACTION_EDGES[from].includes(to))
    throw new Error(`a transaction never goes from ${from} to ${to}`);
}

export function isDead(transaction: ChainTransaction): transaction is DeadTransaction {
  return DEAD.some((status) => status === transaction.status);
}
