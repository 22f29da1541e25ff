import type { Reader } from "../../db/read.ts";
import type { MerchantId } from "../../kernel/ids/ids.ts";
import type { SettlementAccount } from "./merchant.ts";
import { selectSettlementAccounts } from "./merchants.store.ts";

/** All accounts of each merchant, oldest first, in the order of the ids: one statement for all. */
export async function settlementAccountsOf(
  db: Reader,
  ids: readonly MerchantId[],
): Promise<SettlementAccount[][]> {
  if (ids.length === 0) return [];
  const accounts = await selectSettlementAccounts(db, ids);
  return ids.map((id) => accounts.filter((account) => account.merchantId === id));
}
