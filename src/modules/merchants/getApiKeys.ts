import type { Reader } from "../../db/read.ts";
import type { Id } from "../../kernel/ids/ids.ts";
import { selectApiKeys } from "./apiKeys.store.ts";
import type { ApiKey } from "./merchant.ts";

/** The keys with these ids, in the order of the ids; undefined where the caller may see none. */
export async function getApiKeys(db: Reader, ids: readonly Id<"ApiKey">[]): Promise<(ApiKey | undefined)[]> {
  if (ids.length === 0) return [];
  const found = new Map((await selectApiKeys(db, ids)).map((key) => [key.id, key]));
  return ids.map((id) => found.get(id));
}
