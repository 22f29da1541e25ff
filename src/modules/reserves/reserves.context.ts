import type { Tx } from "../../db/withTx.ts";
import type { ContractCall } from "../../kernel/facts/contractCall.ts";
import type { AssetId, Bytes32, ChainId } from "../../kernel/ids/chainIds.ts";
import type { Clock } from "../../kernel/time/clock.ts";

/** A root with the sums below it. */
export interface SumRoot {
  readonly hash: Bytes32;
  readonly held: bigint;
  readonly balances: bigint;
}

export interface SumLeaf {
  readonly owner: string;
  readonly salt: Bytes32;
  readonly held: bigint;
  readonly balances: bigint;
}

export type ProofStep = SumRoot & { readonly side: "LEFT" | "RIGHT" };

/** LedgerAnchor's calls, and the hashes that it keeps. lastEpoch and solvency ask a node: never in a transaction. */
export interface ReservesGateway {
  snapshotCall(chainId: ChainId, epoch: number, assets: readonly AssetId[]): ContractCall;
  anchorCall(
    chainId: ChainId,
    order: {
      readonly epoch: number;
      readonly root: Bytes32;
      readonly totals: readonly {
        readonly asset: AssetId;
        readonly held: bigint;
        readonly balances: bigint;
      }[];
    },
  ): ContractCall;
  lastEpoch(chainId: ChainId): Promise<number>;
  solvency(
    chainId: ChainId,
    assets: readonly AssetId[],
    block: number,
  ): Promise<readonly { readonly has: bigint; readonly owes: bigint; readonly isKnown: boolean }[]>;
  /** @throws RangeError for a part below zero */
  treeOf(
    asset: AssetId,
    leaves: readonly SumLeaf[],
  ): { readonly leaves: readonly SumLeaf[]; readonly root: SumRoot };
  proofOf(asset: AssetId, leaves: readonly SumLeaf[], position: number): readonly ProofStep[];
  rootOf(
    chainId: ChainId,
    given: {
      readonly epoch: number;
      readonly block: number;
      readonly sealSequence: number;
      readonly sealHash: Bytes32;
      readonly roots: readonly { readonly asset: AssetId; readonly root: SumRoot }[];
    },
  ): Bytes32;
}

/** What anchoring is given once, by src/app. */
export interface ReservesContext {
  readonly clock: Clock;
  readonly gateway: ReservesGateway;
  /** An epoch begins so long after the one before. */
  readonly epochSeconds: number;
  /** 32 random bytes. */
  readonly newSalt: () => Bytes32;
  /** Runs work in a database transaction as the system. */
  readonly inTx: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
}
