import type { Tx } from "../../db/withTx.ts";
import type { AssetId } from "../../kernel/ids/chainIds.ts";
import type { MerchantId } from "../../kernel/ids/ids.ts";
import { merchantAccount } from "./account.ts";
import { lockBalances } from "./balances.store.ts";

/** Holds what a merchant may spend of some assets until the transaction ends, in the order in which postings do. */
export async function lockAvailable(
  tx: Tx,
  merchantId: MerchantId,
  assets: readonly AssetId[],
): Promise<void> {
  await lockBalances(tx, merchantAccount(merchantId, "available"), assets);
}
