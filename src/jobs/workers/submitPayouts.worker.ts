import type { Database } from "../../db/database.ts";
import { SYSTEM, withTx } from "../../db/withTx.ts";
import { type PayoutsContext, submitPayouts, submitRecipients } from "../../modules/payouts/index.ts";
import type { Pass } from "../loop.ts";

const RECIPIENTS_AT_ONCE = 50;

/** Plans transactions for payouts, and for the recipients that the contract has to know first. */
export function submitPayoutsPass(database: Database, context: PayoutsContext): Pass {
  return async () => {
    const recipients = await withTx(database, SYSTEM, (tx) =>
      submitRecipients(tx, RECIPIENTS_AT_ONCE, context),
    );
    const payouts = await withTx(database, SYSTEM, (tx) => submitPayouts(tx, context));
    return recipients + payouts > 0;
  };
}
