import type { Reader } from "../../db/read.ts";
import type { AssetId } from "../../kernel/ids/chainIds.ts";
import type { MerchantId } from "../../kernel/ids/ids.ts";
import { merchantReceivable } from "./account.ts";
import { readNetCredits } from "./balances.store.ts";

/** What a merchant owes us after taking money from the contract that was already promised, in units. */
export async function owedUnits(db: Reader, merchantId: MerchantId, asset: AssetId): Promise<bigint> {
  const balances = await readNetCredits(db, [merchantReceivable(merchantId).path]);
  return -(balances.find((balance) => balance.asset === asset)?.units ?? 0n);
}
