import type { Reader } from "../../db/read.ts";
import type { MerchantId } from "../../kernel/ids/ids.ts";
import type { Merchant } from "./merchant.ts";
import { selectMerchants } from "./merchants.store.ts";

/** The merchants with these ids, in the order of the ids; undefined where the caller may see none. */
export async function getMerchants(
  db: Reader,
  ids: readonly MerchantId[],
): Promise<(Merchant | undefined)[]> {
  if (ids.length === 0) return [];
  const found = new Map((await selectMerchants(db, ids)).map((merchant) => [merchant.id, merchant]));
  return ids.map((id) => found.get(id));
}
