export { countOpenBreaks, listBreaks, listOpenBreaks } from "./breaks.store.ts";
export type { ReconciliationContext } from "./reconciliation.context.ts";
export type { ChainMove, ChainWitness, Custody } from "./reconciliation.ports.ts";
export {
  BREAK_KINDS,
  BREAK_STATUSES,
  type BreakKind,
  type BreakStatus,
  type Position,
  type ReconciliationBreak,
  type ReconciliationRun,
  type ReconciliationRunId,
  RUN_STATUSES,
  type RunStatus,
} from "./reconciliation.ts";
export { dueRun, requestRun } from "./requestRun.ts";
export { runReconciliation } from "./runReconciliation.ts";
export { lastCompleted, listRuns, noteFailure, readPositions } from "./runs.store.ts";
