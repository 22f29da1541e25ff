import type { Reader } from "../../db/read.ts";
import { selectObservedChains } from "./assets.store.ts";
import type { ObservedChain } from "./chain.ts";

/** Every chain with the block we have read up to, ordered by id. */
export async function listChains(db: Reader): Promise<ObservedChain[]> {
  return selectObservedChains(db);
}
