import type { Reader } from "../../db/read.ts";
import type { AssetId } from "../../kernel/ids/chainIds.ts";
import type { MerchantId } from "../../kernel/ids/ids.ts";
import { MERCHANT_PARTS, type MerchantPart, merchantAccount } from "./account.ts";
import { readNetCredits, readNetCreditsAt } from "./balances.store.ts";

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

/** A merchant's balance in one asset as it stood at an instant: after the last posting by then. */
export async function readBalanceAt(
  db: Reader,
  merchantId: MerchantId,
  { asset, at }: { readonly asset: AssetId; readonly at: Date },
): Promise<MerchantBalance> {
  const paths = MERCHANT_PARTS.map((part) => merchantAccount(merchantId, part).path);
  const found = await readNetCreditsAt(db, paths, { asset, at });
  const units = (part: MerchantPart) => found.get(merchantAccount(merchantId, part).path) ?? 0n;
  return {
    asset,
    escrowed: units("escrowed"),
    pending: units("pending"),
    available: units("available"),
    reserved: units("reserved"),
  };
}
