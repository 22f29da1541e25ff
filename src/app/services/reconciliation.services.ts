import type { ReconciliationServices } from "../../graphql/common/reconciliationServices.ts";
import { listBreaks, listRuns, readPositions, requestRun } from "../../modules/reconciliation/index.ts";
import type { Scopes } from "./scope.ts";

/** Everybody's books, and so the operators' alone. */
export function reconciliationServices(scopes: Scopes): ReconciliationServices {
  const { clock } = scopes;
  return {
    requestRun: (_operator, command) => scopes.asSystem((tx) => requestRun(tx, command, { clock })),
    listRuns: (_operator, query) => scopes.readAsSystem((db) => listRuns(db, query)),
    readPositions: (_operator, id, page) => scopes.readAsSystem((db) => readPositions(db, id, page)),
    listBreaks: (_operator, query) => scopes.readAsSystem((db) => listBreaks(db, query)),
  };
}
