import type { Tx } from "../../db/withTx.ts";
import type { LedgerServices } from "../../graphql/common/services.ts";
import { getEntries, listEntries, readBalances } from "../../modules/ledger/index.ts";
import type { MerchantCaller, OperatorCaller } from "../../modules/merchants/index.ts";
import { ownerOf, type Scopes } from "./scope.ts";

export function ledgerServices(scopes: Scopes): LedgerServices {
  /** A merchant reads behind row-level security; an operator audits all books. */
  const reading = <T>(caller: MerchantCaller | OperatorCaller, work: (tx: Tx) => Promise<T>) =>
    caller.kind === "merchant" ? scopes.asMerchant(caller, work) : scopes.asSystem(work);
  const visibility = (caller: MerchantCaller | OperatorCaller) =>
    caller.kind === "merchant" ? ownerOf(caller) : "all";
  return {
    balances: (caller) => scopes.asMerchant(caller, (tx) => readBalances(tx, caller.merchantId)),
    listEntries: (caller, query) => reading(caller, (tx) => listEntries(tx, visibility(caller), query)),
    getEntries: (caller, ids) => reading(caller, (tx) => getEntries(tx, visibility(caller), ids)),
  };
}
