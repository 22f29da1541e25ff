export { getSettlementBatches, listSettlementBatches, readLines } from "./batches.store.ts";
export { readStatement } from "./readStatement.ts";
export { restSchedule, runSchedule, settleNow } from "./runSettlement.ts";
export { listDue, listSchedules } from "./schedules.store.ts";
export { type SetSchedule, setSchedule } from "./setSchedule.ts";
export type { SettlementContext } from "./settlement.context.ts";
export {
  SETTLEMENT_CADENCES,
  SETTLEMENT_STATUSES,
  type SettlementBatch,
  type SettlementCadence,
  type SettlementLine,
  type SettlementSchedule,
  type SettlementStatus,
  settlementStatusOf,
} from "./settlement.ts";
export {
  openStatementUrl,
  STATEMENT_FORMATS,
  type Statement,
  type StatementFormat,
  statementUrl,
  toCamt053,
  toCsv,
} from "./statement.ts";
