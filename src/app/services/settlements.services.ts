import type { SettlementServices } from "../../graphql/common/settlementServices.ts";
import type { SettlementBatchId } from "../../kernel/ids/ids.ts";
import {
  getSettlementBatches,
  listSchedules,
  listSettlementBatches,
  readLines,
  type SettlementContext,
  setSchedule,
  settleNow,
  statementUrl,
} from "../../modules/settlement/index.ts";
import { ownerOf, type Scopes, stillThere } from "./scope.ts";

export function settlementServices(scopes: Scopes, context: SettlementContext): SettlementServices {
  return {
    setSchedule: (caller, command) =>
      scopes.asMerchant(caller, (tx) => setSchedule(tx, { ...command, ...ownerOf(caller) }, context)),
    settleNow: (caller, command) =>
      scopes.once(caller, "settlementRunNow", command, {
        async work(tx) {
          const batch = await settleNow(tx, { ...command, ...ownerOf(caller) }, context);
          return { id: batch.id, result: batch };
        },
        async replay(tx, id) {
          const [batch] = await getSettlementBatches(tx, ownerOf(caller), [id as SettlementBatchId]); // an id that we stored
          return stillThere(batch);
        },
      }),
    listSchedules: (caller) => scopes.readAsMerchant(caller, (db) => listSchedules(db, ownerOf(caller))),
    getBatches: (caller, ids) =>
      scopes.readAsMerchant(caller, (db) => getSettlementBatches(db, ownerOf(caller), ids)),
    listBatches: (caller, query) =>
      scopes.readAsMerchant(caller, (db) => listSettlementBatches(db, ownerOf(caller), query)),
    readLines: (caller, id, page) => scopes.readAsMerchant(caller, (db) => readLines(db, id, page)),
    statementUrl: (id, format) =>
      statementUrl(id, format, { secretKey: context.secretKey, now: context.clock.now() }),
  };
}
