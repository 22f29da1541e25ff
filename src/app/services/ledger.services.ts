import type { Reader } from "../../db/read.ts";
import type { LedgerServices } from "../../graphql/common/services.ts";
import { getAsset } from "../../modules/assets/index.ts";
import { getEntries, listEntries, readBalanceAt, readBalances } from "../../modules/ledger/index.ts";
import type { MerchantCaller, OperatorCaller } from "../../modules/merchants/index.ts";
import { ownerOf, type Scopes } from "./scope.ts";

export function ledgerServices(scopes: Scopes): LedgerServices {
  /** A merchant reads behind row-level security; an operator audits all books. */
  const reading = <T>(caller: MerchantCaller | OperatorCaller, work: (db: Reader) => Promise<T>) =>
    caller.kind === "merchant" ? scopes.readAsMerchant(caller, work) : scopes.readAsSystem(work);
  const visibility = (caller: MerchantCaller | OperatorCaller) =>
    caller.kind === "merchant" ? ownerOf(caller) : "all";
  return {
    balances: (caller) => scopes.readAsMerchant(caller, (db) => readBalances(db, caller.merchantId)),
    balanceAt: (caller, query) =>
      scopes.readAsMerchant(caller, async (db) => {
        await getAsset(db, query.asset);
        return readBalanceAt(db, caller.merchantId, query);
      }),
    listEntries: (caller, query) => reading(caller, (db) => listEntries(db, visibility(caller), query)),
    getEntries: (caller, ids) => reading(caller, (db) => getEntries(db, visibility(caller), ids)),
  };
}
