import type { Database } from "../../db/database.ts";
import { SYSTEM, withTx } from "../../db/withTx.ts";
import { sealJournal } from "../../modules/ledger/index.ts";
import type { Pass } from "../loop.ts";

const AT_ONCE = 500;

/** Seals what was posted since the last pass. */
export function sealJournalPass(database: Database): Pass {
  return async () => (await withTx(database, SYSTEM, (tx) => sealJournal(tx, AT_ONCE))) === AT_ONCE;
}
