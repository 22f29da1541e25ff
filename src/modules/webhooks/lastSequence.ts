import type { Reader } from "../../db/read.ts";
import { selectLastSequence } from "./events.store.ts";

/** Place of the newest published event; 0 when there is none. Needs the system's scope. */
export async function lastSequence(db: Reader): Promise<number> {
  return selectLastSequence(db);
}
