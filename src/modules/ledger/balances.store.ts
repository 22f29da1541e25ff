import { sql } from "kysely";
import type { Reader } from "../../db/read.ts";
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
