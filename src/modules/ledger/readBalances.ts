import type { Reader } from "../../db/read.ts";
import type { AssetId } from "../../kernel/ids/chainIds.ts";
import type { MerchantId } from "../../kernel/ids/ids.ts";
import { MERCHANT_PARTS, type MerchantPart, merchantAccount } from "./account.ts";
import { readNetCredits } from "./balances.store.ts";

/** What we owe a merchant in one asset, by part; smallest units. */
export type MerchantBalance = { readonly asset: AssetId } & Readonly<Record<MerchantPart, bigint>>;

/** A merchant's balances, one per asset it ever had, ordered by asset. */
export async function readBalances(db: Reader, merchantId: MerchantId): Promise<MerchantBalance[]> {
  const partOf = new Map(MERCHANT_PARTS.map((part) => [merchantAccount(merchantId, part).path, part]));
  const balances = new Map<AssetId, Record<MerchantPart, bigint>>();
  for (const row of await readNetCredits(db, [...partOf.keys()])) {
    const balance = balances.get(row.asset) ?? { escrowed: 0n, pending: 0n, available: 0n, reserved: 0n };
    const part = partOf.get(row.account);
    if (part) balance[part] = row.units;
    balances.set(row.asset, balance);
  }
  return [...balances].map(([asset, parts]) => ({ asset, ...parts }));
}
