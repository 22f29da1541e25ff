import type { Reader } from "../../db/read.ts";
import type { SettlementBatchId } from "../../kernel/ids/ids.ts";
import { getAsset } from "../assets/index.ts";
import { getMerchants } from "../merchants/index.ts";
import { findSettlementBatch, readLines } from "./batches.store.ts";
import { MOST_LINES } from "./closeBatch.ts";
import type { Statement } from "./statement.ts";

/** All of one batch. */
export async function readStatement(db: Reader, id: SettlementBatchId): Promise<Statement | undefined> {
  const batch = await findSettlementBatch(db, id);
  if (!batch) return undefined;
  const [merchant] = await getMerchants(db, [batch.merchantId]);
  if (!merchant) throw new Error(`${batch.id} has no merchant`);
  const lines = await readLines(db, id, { afterEntry: null, limit: MOST_LINES });
  return { batch, lines, merchant, asset: await getAsset(db, batch.asset) };
}
