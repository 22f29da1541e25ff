import type { BlockRef } from "../../kernel/facts/chainFact.ts";
import type { ConfirmationTier } from "../../kernel/facts/confirmations.ts";
import type { ChainContracts } from "../../kernel/facts/contractCall.ts";
import type { Finality } from "../../kernel/facts/finality.ts";
import type { Bytes32, ChainId } from "../../kernel/ids/chainIds.ts";

/** A chain that our contracts are deployed on. */
export interface Chain {
  readonly id: ChainId;
  readonly name: string;
  /** False for a test chain. */
  readonly livemode: boolean;
  /** Tells two chains with the same id apart, such as two local ones. */
  readonly genesisHash: Bytes32;
  /** When a block is final. */
  readonly finality: Finality;
  /** When an authorization counts, by its amount; ascending, and the last has no limit. */
  readonly confirmations: readonly ConfirmationTier[];
  readonly contracts: ChainContracts;
  /** First block with a fact of ours. */
  readonly startBlock: number;
}

/** A chain and how far we have read it; null before the first block was read. */
export interface ObservedChain extends Chain {
  readonly asOf: BlockRef | null;
}
