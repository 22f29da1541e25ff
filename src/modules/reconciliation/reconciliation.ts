import type { Address, AssetId, Bytes32, ChainId, TxHash } from "../../kernel/ids/chainIds.ts";
import type { Id } from "../../kernel/ids/ids.ts";

/** Every way in which the books can differ, with its meaning. */
export const BREAK_KINDS = {
  MISSING_IN_LEDGER: "The chain, or a statement, shows a movement that the journal does not have.",
  MISSING_ON_CHAIN: "The journal has a movement that the chain does not show.",
  AMOUNT_MISMATCH: "Both have the movement, with different amounts.",
  DUPLICATE: "The journal has a movement twice that happened once.",
  TIMING: "The chain is ahead of the journal, which has not taken in that block as final; closes by itself.",
  FEE_MISMATCH: "Both have the movement and its amount; the fee differs.",
  UNKNOWN_ADDRESS: "Money moved to or from an address that no account knows.",
} as const;
export type BreakKind = keyof typeof BREAK_KINDS;

export const BREAK_STATUSES = {
  OPEN: "The last run that looked found it.",
  CLOSED: "A later run looked and found the books to agree.",
} as const;
export type BreakStatus = keyof typeof BREAK_STATUSES;

export const RUN_STATUSES = {
  REQUESTED: "It waits for a worker, or one is at it.",
  COMPLETED: "Everything was compared; what differs is a break.",
} as const;
export type RunStatus = keyof typeof RUN_STATUSES;

export type ReconciliationRunId = Id<"ReconciliationRun">;

/** The final block at which the books are compared. */
export interface ComparedBlock {
  readonly number: number;
  readonly hash: Bytes32;
}

/** One account and asset by both books, in smallest units. */
export interface Position {
  readonly account: string;
  readonly asset: AssetId;
  readonly onChain: bigint;
  readonly inLedger: bigint;
  /** Booked of blocks above the one compared. */
  readonly inFlight: bigint;
  /** Handed to the chain, in no block yet. */
  readonly submitted: bigint;
}

/** A difference as a run finds it; `subject` says which one it is. */
export interface FoundBreak {
  readonly kind: BreakKind;
  readonly subject: string;
  readonly account: string;
  /** Null where nothing says in which asset. */
  readonly asset: AssetId | null;
  readonly onChain: bigint;
  readonly inLedger: bigint;
  readonly blockNumber: number | null;
  readonly txHash: TxHash | null;
  readonly address: Address | null;
}

export interface ReconciliationBreak extends FoundBreak {
  readonly id: Id<"ReconciliationBreak">;
  readonly chainId: ChainId;
  readonly status: BreakStatus;
  readonly openedBy: ReconciliationRunId;
  readonly closedBy: ReconciliationRunId | null;
  readonly openedAt: Date;
  readonly closedAt: Date | null;
}

export interface ReconciliationRun {
  readonly id: ReconciliationRunId;
  readonly chainId: ChainId;
  readonly status: RunStatus;
  readonly isFull: boolean;
  readonly failure: string | null;
  readonly requestedAt: Date;
  /** Null until it is completed. */
  readonly result: RunResult | null;
}

export interface RunResult {
  readonly block: ComparedBlock;
  readonly scannedFrom: number;
  readonly entries: number;
  readonly completedAt: Date;
}
