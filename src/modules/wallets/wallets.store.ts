import type { Reader } from "../../db/read.ts";
import type { Tx } from "../../db/withTx.ts";
import { type AccountId, type Address, accountIdOf, type ChainId } from "../../kernel/ids/chainIds.ts";

// ── Nonces ──────────────────────────────────────────────────────────────────

export async function insertNonce(tx: Tx, row: { nonceSha256: string; expiresAt: Date }): Promise<void> {
  await tx
    .insertInto("sign_in_nonces")
    .values({ nonce_sha256: row.nonceSha256, expires_at: row.expiresAt })
    .execute();
}

export async function hasNonce(db: Reader, nonce: { nonceSha256: string; now: Date }): Promise<boolean> {
  const row = await db
    .selectFrom("sign_in_nonces")
    .select("expires_at")
    .where("nonce_sha256", "=", nonce.nonceSha256)
    .where("expires_at", ">", nonce.now)
    .executeTakeFirst();
  return row !== undefined;
}

/** Takes the nonce away; false when it is not there. Of two transactions the second waits, and finds nothing. */
export async function takeNonce(tx: Tx, nonce: { nonceSha256: string; now: Date }): Promise<boolean> {
  const row = await tx
    .deleteFrom("sign_in_nonces")
    .where("nonce_sha256", "=", nonce.nonceSha256)
    .where("expires_at", ">", nonce.now)
    .returning("expires_at")
    .executeTakeFirst();
  return row !== undefined;
}

/** Leaves alone what others are taking away. */
export async function deleteExpiredNonces(tx: Tx, now: Date, limit: number): Promise<void> {
  const expired = tx
    .selectFrom("sign_in_nonces")
    .select("nonce_sha256")
    .where("expires_at", "<=", now)
    .limit(limit)
    .forUpdate()
    .skipLocked();
  await tx.deleteFrom("sign_in_nonces").where("nonce_sha256", "in", expired).execute();
}

// ── Sessions ────────────────────────────────────────────────────────────────

export async function insertSession(
  tx: Tx,
  row: { tokenSha256: string; chainId: ChainId; address: Address; createdAt: Date; expiresAt: Date },
): Promise<void> {
  await tx
    .insertInto("wallet_sessions")
    .values({
      token_sha256: row.tokenSha256,
      chain_id: row.chainId,
      address: row.address,
      created_at: row.createdAt,
      expires_at: row.expiresAt,
    })
    .execute();
}

export async function selectSession(
  db: Reader,
  session: { tokenSha256: string; now: Date },
): Promise<{ account: AccountId; expiresAt: Date } | undefined> {
  const row = await db
    .selectFrom("wallet_sessions")
    .select(["chain_id", "address", "expires_at"])
    .where("token_sha256", "=", session.tokenSha256)
    .where("expires_at", ">", session.now)
    .executeTakeFirst();
  return (
    row && {
      account: accountIdOf(row.chain_id as ChainId, row.address as Address),
      expiresAt: row.expires_at,
    }
  );
}

export async function deleteSession(tx: Tx, tokenSha256: string): Promise<void> {
  await tx.deleteFrom("wallet_sessions").where("token_sha256", "=", tokenSha256).execute();
}

/** Leaves alone what others are taking away. */
export async function deleteExpiredSessions(tx: Tx, now: Date, limit: number): Promise<void> {
  const expired = tx
    .selectFrom("wallet_sessions")
    .select("token_sha256")
    .where("expires_at", "<=", now)
    .limit(limit)
    .forUpdate()
    .skipLocked();
  await tx.deleteFrom("wallet_sessions").where("token_sha256", "in", expired).execute();
}
