import type { Tx } from "../../db/withTx.ts";
import { selectLastSequence } from "./events.store.ts";

/** Place of the newest published event; 0 when there is none. Needs the system's scope. */
export async function lastSequence(tx: Tx): Promise<number> {
  return selectLastSequence(tx);
}
