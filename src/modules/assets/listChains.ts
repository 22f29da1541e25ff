import type { Tx } from "../../db/withTx.ts";
import { selectObservedChains } from "./assets.store.ts";
import type { ObservedChain } from "./chain.ts";

/** Every chain with the block we have read up to, ordered by id. */
export async function listChains(tx: Tx): Promise<ObservedChain[]> {
  return selectObservedChains(tx);
}
