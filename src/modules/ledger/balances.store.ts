import { sql } from "kysely";
import type { Reader } from "../../db/read.ts";
import type { Tx } from "../../db/withTx.ts";
import type { AssetId } from "../../kernel/ids/chainIds.ts";
import type { LedgerAccount } from "./account.ts";

/** Credits minus debits by account and asset, ordered by asset. */
export async function readNetCredits(
  db: Reader,
  accounts: readonly string[],
): Promise<{ account: string; asset: AssetId; units: bigint }[]> {
  const rows = await db
    .selectFrom("ledger_balances")
    .select(["account", "asset_id", sql<bigint>`credits - debits`.as("units")])
    .where("account", "in", accounts)
    .orderBy("asset_id")
    .execute();
  return rows.map((row) => ({ account: row.account, asset: row.asset_id as AssetId, units: row.units }));
}

/**
 * Credits less debits of accounts in one asset after their last line by an instant; accounts without one are missing.
 * Lines that were posted at the same time by different transactions follow each other as they held the balance.
 */
export async function readNetCreditsAt(
  db: Reader,
  accounts: readonly string[],
  { asset, at }: { readonly asset: AssetId; readonly at: Date },
): Promise<Map<string, bigint>> {
  const found = await sql<{ account: string; balance: bigint }>`
    select a.account, l.balance from unnest(${accounts}::text[]) as a (account) cross join lateral (
      select balance from journal_lines
      where account = a.account and asset_id = ${asset} and posted_at <= ${at}
      order by posted_at desc, number desc limit 1
    ) l`.execute(db);
  return new Map(found.rows.map(({ account, balance }) => [account, balance]));
}

/**
 * Holds the balances of one account in some assets, in the order of the assets. One that never had a line is made, at
 * zero: there is nothing else to wait at for the first line, which may be on its way.
 */
export async function lockBalances(
  tx: Tx,
  { path: account, merchantId }: LedgerAccount,
  assets: readonly AssetId[],
): Promise<void> {
  const held = await holdBalances(tx, account, assets);
  const missing = assets.filter((asset) => !held.has(asset)).sort();
  if (missing.length === 0) return;
  await tx
    .insertInto("ledger_balances")
    .values(
      missing.map((asset) => ({
        account,
        asset_id: asset,
        merchant_id: merchantId,
        debits: 0n,
        credits: 0n,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await holdBalances(tx, account, assets);
}

async function holdBalances(
  tx: Tx,
  account: string,
  assets: readonly AssetId[],
): Promise<ReadonlySet<string>> {
  const rows = await tx
    .selectFrom("ledger_balances")
    .select("asset_id")
    .where("account", "=", account)
    .where("asset_id", "in", assets)
    .orderBy("asset_id")
    .forUpdate()
    .execute();
  return new Set(rows.map((row) => row.asset_id));
}
