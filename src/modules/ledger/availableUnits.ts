import type { Tx } from "../../db/withTx.ts";
import type { AssetId } from "../../kernel/ids/chainIds.ts";
import type { MerchantId } from "../../kernel/ids/ids.ts";
import { merchantAccount } from "./account.ts";
import { readNetCredits } from "./balances.store.ts";

/** What a merchant may spend of one asset now, in smallest units. */
export async function availableUnits(tx: Tx, merchantId: MerchantId, asset: AssetId): Promise<bigint> {
  const rows = await readNetCredits(tx, [merchantAccount(merchantId, "available").path]);
  return rows.find((row) => row.asset === asset)?.units ?? 0n;
}
