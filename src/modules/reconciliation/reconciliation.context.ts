import type { Tx } from "../../db/withTx.ts";
import type { ChainId } from "../../kernel/ids/chainIds.ts";
import type { Clock } from "../../kernel/time/clock.ts";
import type { ChainWitness } from "./reconciliation.ports.ts";

/** What a run is given once, by src/app. */
export interface ReconciliationContext {
  readonly clock: Clock;
  /** A run is due so long after the last one was asked for. */
  readonly everySeconds: number;
  readonly witnessOf: (chainId: ChainId) => ChainWitness;
  /** Runs work in a database transaction as the system. */
  readonly inTx: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
}
