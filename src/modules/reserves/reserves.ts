import type { AssetId, Bytes32, ChainId, TxHash } from "../../kernel/ids/chainIds.ts";
import type { ChainTransactionId } from "../../kernel/ids/ids.ts";

/** How far an epoch of the ledger's anchor is. */
export const EPOCH_STATUSES = {
  REQUESTED: "Its snapshot is under way to the chain.",
  TAKEN: "The contracts have stored what they owe; the ledger waits until that block is final and posted.",
  PREPARED: "The ledger's totals equal the snapshot's; its root is under way to the chain.",
  ANCHORED: "The chain has the ledger's root.",
  FAILED: "It was given up, for the reason named; the next epoch goes on.",
} as const;
export type EpochStatus = keyof typeof EPOCH_STATUSES;

export interface ReserveEpoch {
  readonly chainId: ChainId;
  readonly epoch: number;
  readonly status: EpochStatus;
  readonly failure: string | null;
  readonly snapshotTransactionId: ChainTransactionId | null;
  readonly anchorTransactionId: ChainTransactionId | null;
  readonly block: { readonly number: number; readonly hash: Bytes32 } | null;
  readonly seal: { readonly sequence: number; readonly hash: Bytes32 } | null;
  readonly root: Bytes32 | null;
  readonly anchorTxHash: TxHash | null;
  readonly createdAt: Date;
  readonly anchoredAt: Date | null;
}

/** What is owed in one asset at an epoch's block, in smallest units. */
export interface ReserveTotal {
  readonly asset: AssetId;
  /** Belongs to payers, in escrows. */
  readonly held: bigint;
  /** Settlement owes it to its accounts. */
  readonly balances: bigint;
  /** Hash of the sum tree's root; null until it is made. */
  readonly treeHash: Bytes32 | null;
  /** What all contracts of the suite have, and owe; null until it is read. */
  readonly assets: bigint | null;
  readonly liabilities: bigint | null;
}
