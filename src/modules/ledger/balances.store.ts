import { sql } from "kysely";
import type { Reader } from "../../db/read.ts";
import type { Tx } from "../../db/withTx.ts";
import type { AssetId } from "../../kernel/ids/chainIds.ts";

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

/** Holds the balances of one account in some assets, in the order of the assets. */
export async function lockBalances(tx: Tx, account: string, assets: readonly AssetId[]): Promise<void> {
  await tx
    .selectFrom("ledger_balances")
    .select("asset_id")
    .where("account", "=", account)
    .where("asset_id", "in", assets)
    .orderBy("asset_id")
    .forUpdate()
    .execute();
}
