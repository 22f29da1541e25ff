import type { Database } from "../../db/database.ts";
import { SYSTEM, withTx } from "../../db/withTx.ts";
import { expirePayments, type PaymentsContext } from "../../modules/payments/index.ts";
import type { Pass } from "../loop.ts";

const AT_ONCE = 100;

/** Marks unpaid payments whose time is over. */
export function expirePaymentsPass(database: Database, context: PaymentsContext): Pass {
  return async () =>
    (await withTx(database, SYSTEM, (tx) => expirePayments(tx, AT_ONCE, context))) === AT_ONCE;
}
