import type { Tx } from "../db/withTx.ts";
import type { ChainFact, FactName } from "../kernel/facts/chainFact.ts";

/**
 * What a module does with a fact, in the transaction that stores it. The fact's row is there already, in its new
 * state. Called in chain order; undo in the opposite order. A fact that came back after a reorg is applied again.
 * What throws here stops the chain at this block and is tried again: no fact is ever skipped.
 */
export interface FactHandler {
  /** The fact stands on the chain; a reorg may still take it away. */
  apply(tx: Tx, fact: ChainFact): Promise<void>;
  /** A reorg took the fact away. */
  undo(tx: Tx, fact: ChainFact): Promise<void>;
  /** No reorg will take the fact away. */
  finalize(tx: Tx, fact: ChainFact): Promise<void>;
}

/** Every fact has a handler. */
export type FactHandlers = { readonly [Name in FactName]: FactHandler };
