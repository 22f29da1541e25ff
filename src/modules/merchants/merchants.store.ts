import type { Selectable } from "kysely";
import type { Tables } from "../../db/database.ts";
import type { Reader } from "../../db/read.ts";
import type { Tx } from "../../db/withTx.ts";
import type { Address, ChainId } from "../../kernel/ids/chainIds.ts";
import type { Id, MerchantId } from "../../kernel/ids/ids.ts";
import type { Bps } from "../../kernel/money/bps.ts";
import type { Merchant, SettlementAccount, SettlementAccountStatus } from "./merchant.ts";

export async function insertMerchant(tx: Tx, merchant: Merchant): Promise<void> {
  const { id, name, feeBps, createdAt } = merchant;
  await tx.insertInto("merchants").values({ id, name, fee_bps: feeBps, created_at: createdAt }).execute();
}

export async function selectMerchants(db: Reader, ids: readonly MerchantId[]): Promise<Merchant[]> {
  const rows = await db.selectFrom("merchants").selectAll().where("id", "in", ids).execute();
  return rows.map(toMerchant);
}

/** Holds the merchant's row until the transaction ends; false when there is none. */
export async function lockMerchant(tx: Tx, id: MerchantId): Promise<boolean> {
  return (
    (await tx.selectFrom("merchants").select("id").where("id", "=", id).forUpdate().executeTakeFirst()) !==
    undefined
  );
}

// ── Settlement accounts ─────────────────────────────────────────────────────

/** Inserts the account, or returns the row that names it already. */
export async function ensureSettlementAccount(
  tx: Tx,
  account: SettlementAccount,
): Promise<SettlementAccount> {
  await tx
    .insertInto("settlement_accounts")
    .values({
      id: account.id,
      merchant_id: account.merchantId,
      chain_id: account.chainId,
      account: account.account,
      status: account.status,
      created_at: account.createdAt,
      confirmed_at: account.confirmedAt,
    })
    .onConflict((conflict) => conflict.columns(["merchant_id", "chain_id", "account"]).doNothing())
    .execute();
  const row = await tx
    .selectFrom("settlement_accounts")
    .selectAll()
    .where("merchant_id", "=", account.merchantId)
    .where("chain_id", "=", account.chainId)
    .where("account", "=", account.account)
    .executeTakeFirstOrThrow();
  return toSettlementAccount(row);
}

/** All of a merchant's accounts on one chain, held until the transaction ends. */
export async function lockSettlementAccounts(
  tx: Tx,
  owner: { merchantId: MerchantId; chainId: ChainId },
): Promise<SettlementAccount[]> {
  const rows = await tx
    .selectFrom("settlement_accounts")
    .selectAll()
    .where("merchant_id", "=", owner.merchantId)
    .where("chain_id", "=", owner.chainId)
    .orderBy("id")
    .forUpdate()
    .execute();
  return rows.map(toSettlementAccount);
}

export async function isSettledOnByAnother(
  tx: Tx,
  claim: { merchantId: MerchantId; chainId: ChainId; account: Address },
): Promise<boolean> {
  const row = await tx
    .selectFrom("settlement_accounts")
    .select("id")
    .where("chain_id", "=", claim.chainId)
    .where("account", "=", claim.account)
    .where("status", "<>", "PENDING")
    .where("merchant_id", "<>", claim.merchantId)
    .executeTakeFirst();
  return row !== undefined;
}

/** Retires the chain's active account, then activates this one. */
export async function activateSettlementAccount(
  tx: Tx,
  change: { id: Id<"SettlementAccount">; merchantId: MerchantId; chainId: ChainId; now: Date },
): Promise<void> {
  await tx
    .updateTable("settlement_accounts")
    .set({ status: "RETIRED" })
    .where("merchant_id", "=", change.merchantId)
    .where("chain_id", "=", change.chainId)
    .where("status", "=", "ACTIVE")
    .execute();
  await tx
    .updateTable("settlement_accounts")
    .set({ status: "ACTIVE", confirmed_at: change.now })
    .where("id", "=", change.id)
    .execute();
}

export async function selectSettlementAccounts(
  db: Reader,
  merchantIds: readonly MerchantId[],
): Promise<SettlementAccount[]> {
  const rows = await db
    .selectFrom("settlement_accounts")
    .selectAll()
    .where("merchant_id", "in", merchantIds)
    .orderBy("id")
    .execute();
  return rows.map(toSettlementAccount);
}

export async function selectActiveSettlementAccount(
  tx: Tx,
  owner: { merchantId: MerchantId; chainId: ChainId },
): Promise<SettlementAccount | undefined> {
  const row = await tx
    .selectFrom("settlement_accounts")
    .selectAll()
    .where("merchant_id", "=", owner.merchantId)
    .where("chain_id", "=", owner.chainId)
    .where("status", "=", "ACTIVE")
    .executeTakeFirst();
  return row && toSettlementAccount(row);
}

export async function selectOwnedAccount(
  tx: Tx,
  at: { chainId: ChainId; account: Address },
): Promise<SettlementAccount | undefined> {
  const row = await tx
    .selectFrom("settlement_accounts")
    .selectAll()
    .where("chain_id", "=", at.chainId)
    .where("account", "=", at.account)
    .where("status", "<>", "PENDING")
    .executeTakeFirst();
  return row && toSettlementAccount(row);
}

// ── Rows ────────────────────────────────────────────────────────────────────

function toMerchant(row: Selectable<Tables["merchants"]>): Merchant {
  return { id: row.id as MerchantId, name: row.name, feeBps: row.fee_bps as Bps, createdAt: row.created_at };
}

function toSettlementAccount(row: Selectable<Tables["settlement_accounts"]>): SettlementAccount {
  return {
    id: row.id as Id<"SettlementAccount">,
    merchantId: row.merchant_id as MerchantId,
    chainId: row.chain_id as ChainId,
    account: row.account as Address,
    status: row.status as SettlementAccountStatus,
    createdAt: row.created_at,
    confirmedAt: row.confirmed_at,
  };
}
