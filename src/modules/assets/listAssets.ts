import type { Reader } from "../../db/read.ts";
import type { Asset } from "./asset.ts";
import { selectAssets } from "./assets.store.ts";

/** Every asset of every chain, oldest first. There are few, and everybody may see them. */
export async function listAssets(db: Reader): Promise<Asset[]> {
  return selectAssets(db);
}
