import type { Selectable } from "kysely";
import type { Tables } from "../../db/database.ts";
import type { Reader } from "../../db/read.ts";
import type { Tx } from "../../db/withTx.ts";
import type { Id, MemberId, MerchantId } from "../../kernel/ids/ids.ts";
import type { AddressRange } from "../../kernel/net/addressRange.ts";
import type { ApiScope } from "./caller.ts";
import type { ApiKey } from "./merchant.ts";

export async function insertApiKey(tx: Tx, row: { apiKey: ApiKey; secretHash: string }): Promise<void> {
  const { apiKey, secretHash } = row;
  await tx
    .insertInto("api_keys")
    .values({
      id: apiKey.id,
      merchant_id: apiKey.merchantId,
      member_id: apiKey.memberId,
      created_by: apiKey.createdBy,
      label: apiKey.label,
      livemode: apiKey.livemode,
      scopes: [...apiKey.scopes],
      allowed_addresses: [...apiKey.allowedAddresses],
      secret_hash: secretHash,
      last4: apiKey.last4,
      created_at: apiKey.createdAt,
      expires_at: apiKey.expiresAt,
      rotated_to: apiKey.rotatedTo,
    })
    .execute();
}

export async function findApiKeyByHash(db: Reader, secretHash: string): Promise<ApiKey | undefined> {
  const row = await db
    .selectFrom("api_keys")
    .selectAll()
    .where("secret_hash", "=", secretHash)
    .executeTakeFirst();
  return row && toApiKey(row);
}

export async function selectApiKeys(db: Reader, ids: readonly Id<"ApiKey">[]): Promise<ApiKey[]> {
  const rows = await db.selectFrom("api_keys").selectAll().where("id", "in", ids).execute();
  return rows.map(toApiKey);
}

export async function lockApiKey(tx: Tx, id: Id<"ApiKey">): Promise<ApiKey | undefined> {
  const row = await tx.selectFrom("api_keys").selectAll().where("id", "=", id).forUpdate().executeTakeFirst();
  return row && toApiKey(row);
}

export async function hasValidApiKey(
  tx: Tx,
  owner: { merchantId: MerchantId; livemode: boolean; now: Date },
): Promise<boolean> {
  const row = await tx
    .selectFrom("api_keys")
    .select("id")
    .where("merchant_id", "=", owner.merchantId)
    .where("livemode", "=", owner.livemode)
    .where((row) => row.or([row("expires_at", "is", null), row("expires_at", ">", owner.now)]))
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

export async function expireApiKey(
  tx: Tx,
  change: { keyId: Id<"ApiKey">; expiresAt: Date; rotatedTo: Id<"ApiKey"> },
): Promise<void> {
  await tx
    .updateTable("api_keys")
    .set({ expires_at: change.expiresAt, rotated_to: change.rotatedTo })
    .where("id", "=", change.keyId)
    .execute();
}

/** Ends a member's own keys. */
export async function expireKeysOf(tx: Tx, memberId: MemberId, at: Date): Promise<void> {
  await tx
    .updateTable("api_keys")
    .set({ expires_at: at })
    .where("member_id", "=", memberId)
    .where((row) => row.or([row("expires_at", "is", null), row("expires_at", ">", at)]))
    .execute();
}

/** Servers' keys that a member made and that are still valid, oldest first. */
export async function selectKeysMadeBy(
  db: Reader,
  { memberId, now }: { memberId: MemberId; now: Date },
): Promise<ApiKey[]> {
  const rows = await db
    .selectFrom("api_keys")
    .selectAll()
    .where("created_by", "=", memberId)
    .where((row) => row.or([row("expires_at", "is", null), row("expires_at", ">", now)]))
    .orderBy("id")
    .execute();
  return rows.map(toApiKey);
}

function toApiKey(row: Selectable<Tables["api_keys"]>): ApiKey {
  return {
    id: row.id as Id<"ApiKey">,
    merchantId: row.merchant_id as MerchantId | null,
    memberId: row.member_id as MemberId | null,
    createdBy: row.created_by as MemberId | null,
    label: row.label,
    livemode: row.livemode,
    scopes: row.scopes as ApiScope[],
    allowedAddresses: row.allowed_addresses as AddressRange[],
    last4: row.last4,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    rotatedTo: row.rotated_to as Id<"ApiKey"> | null,
  };
}
