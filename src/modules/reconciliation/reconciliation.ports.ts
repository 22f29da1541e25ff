import type { Address, AssetId, Bytes32, ChainId, TxHash } from "../../kernel/ids/chainIds.ts";
import type { ComparedBlock } from "./reconciliation.ts";

/** What one log of a contract moved, by what the contract says; units of the asset, zero where it moved nothing. */
export interface ChainMove {
  readonly blockNumber: number;
  readonly blockHash: Bytes32;
  readonly logIndex: number;
  readonly txHash: TxHash;
  /** The payment, the batch or the account that it is about. */
  readonly subject: Bytes32 | Address;
  /** Null where the log does not say: the payment's terms do. */
  readonly asset: AssetId | null;
  /** Whose money it is, where the log says so. */
  readonly party: Address | null;
  /** By the last part of the account's path: `escrow`, `settlement`. */
  readonly held: Readonly<Record<string, bigint>>;
  readonly fee: bigint;
  /** Whether the journal books it by this log; else by another one of the same transaction. */
  readonly isBookedAlone: boolean;
}

/** What is compared movement by movement; other contracts that hold money are compared as a whole. */
export const COMPARED_PARTS = ["escrow", "settlement"] as const;

/** What a contract that holds money has of a token and owes in it. */
export interface Custody {
  /** As the last part of the account's path. */
  readonly part: string;
  readonly address: Address;
  /** Units that belong to somebody: what the journal's account must show. */
  readonly owes: bigint;
  /** Units it has, and is owed by the others. */
  readonly has: bigint;
}

/**
 * The chain as a witness against our tables: everything is read from nodes, and nothing from the database. Every method
 * talks to the network: never call one inside a database transaction. @throws when a node does not answer or refuses
 */
export interface ChainWitness {
  readonly chainId: ChainId;
  /** No event of our contracts is in an earlier block. */
  readonly startBlock: number;
  /** Account of the platform's fees in Settlement. */
  readonly feeReceiver: Address;
  /** The last final block by the chain's own head; undefined before the first. */
  finalBlock(): Promise<ComparedBlock | undefined>;
  /** Whether the chain still has this block. */
  hasBlock(block: ComparedBlock): Promise<boolean>;
  custody(asset: AssetId, block: ComparedBlock): Promise<readonly Custody[]>;
  /** Available and reserved units of accounts in Settlement, in their order. */
  settledBalances(
    asset: AssetId,
    accounts: readonly Address[],
    block: ComparedBlock,
  ): Promise<readonly bigint[]>;
  /** Units of a token that each of these has, in their order. */
  tokenBalances(
    asset: AssetId,
    holders: readonly Address[],
    block: ComparedBlock,
  ): Promise<readonly bigint[]>;
  /** Every movement of these blocks, in order, some blocks at a time: `through` says up to which. */
  moves(range: { readonly from: number; readonly to: number }): AsyncIterable<{
    readonly from: number;
    readonly through: number;
    readonly moves: readonly ChainMove[];
    /** Logs that moved nothing by themselves, as block hash and index. */
    readonly others: ReadonlySet<string>;
  }>;
}
