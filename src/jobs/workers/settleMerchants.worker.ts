import type { Database } from "../../db/database.ts";
import { SYSTEM, withTx } from "../../db/withTx.ts";
import { DomainError } from "../../kernel/errors/domainError.ts";
import {
  listDue,
  restSchedule,
  runSchedule,
  type SettlementContext,
  type SettlementSchedule,
} from "../../modules/settlement/index.ts";
import type { Pass } from "../loop.ts";

const AT_ONCE = 100;

/** Settles what is due, each schedule by itself: one that is refused, or fails, holds up no other. */
export function settleMerchantsPass(database: Database, context: SettlementContext): Pass {
  async function settle(schedule: SettlementSchedule): Promise<void> {
    try {
      await withTx(database, SYSTEM, (tx) => runSchedule(tx, schedule, context));
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      const failure = error.code;
      await withTx(database, SYSTEM, (tx) => restSchedule(tx, schedule, { failure, context }));
    }
  }

  return async () => {
    const due = await withTx(database, SYSTEM, (tx) => listDue(tx, context.clock.now(), AT_ONCE));
    const failures: unknown[] = [];
    for (const schedule of due) await settle(schedule).catch((error) => failures.push(error));
    if (failures.length > 0) throw failures[0];
    return due.length === AT_ONCE;
  };
}
