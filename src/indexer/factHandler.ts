import type { Tx } from "../db/withTx.ts";
import type { ChainFact, FactBody, FactName, FactPlace } from "../kernel/facts/chainFact.ts";

/**
 * What a module does with a fact, in the transaction that stores it. The fact's row is there already, in its new
 * state. Facts of one key are told in chain order, undone in the opposite order; those of different keys may be told
 * side by side. A fact that came back after a reorg is applied again.
 * What throws here stops the chain at this block and is tried again: no fact is ever skipped.
 */
export interface FactHandler {
  /** What the fact changes; null: more than can be named, so that it waits for all before it, and all after it for it. */
  keyOf(tx: Tx, fact: FactPlace & FactBody): Promise<string | null>;
  /** The fact stands on the chain. One that is final already waits for nothing, and `finalize` is not told of it. */
  apply(tx: Tx, fact: ChainFact, isFinal: boolean): Promise<void>;
  /** A reorg took the fact away. */
  undo(tx: Tx, fact: ChainFact): Promise<void>;
  /** The fact has the confirmations that `apply` let it wait for, or is in a final block. */
  confirm(tx: Tx, fact: ChainFact): Promise<void>;
  /** No reorg will take the fact away. */
  finalize(tx: Tx, fact: ChainFact): Promise<void>;
}

/** Every fact has a handler. */
export type FactHandlers = { readonly [Name in FactName]: FactHandler };
