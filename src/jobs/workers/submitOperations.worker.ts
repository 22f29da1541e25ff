import type { Database } from "../../db/database.ts";
import { SYSTEM, withTx } from "../../db/withTx.ts";
import { type OperationKind, type PaymentsContext, submitOperations } from "../../modules/payments/index.ts";
import type { Pass } from "../loop.ts";

const KINDS: readonly OperationKind[] = ["AUTHORIZE", "CAPTURE", "VOID", "REFUND"];

/** Plans transactions for what merchants and payers asked of the chain. */
export function submitOperationsPass(database: Database, context: PaymentsContext): Pass {
  return async () => {
    let submitted = 0;
    for (const kind of KINDS)
      submitted += await withTx(database, SYSTEM, (tx) => submitOperations(tx, kind, context));
    return submitted > 0;
  };
}
