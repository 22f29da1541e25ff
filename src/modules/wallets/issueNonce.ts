import type { Tx } from "../../db/withTx.ts";
import { addSeconds } from "../../kernel/time/clock.ts";
import { newNonce, sha256Of } from "./secrets.ts";
import type { WalletsContext } from "./wallets.context.ts";
import { deleteExpiredNonces, insertNonce } from "./wallets.store.ts";

/** Long enough to read a message in a wallet, also in one that several people hold. */
const NONCE_SECONDS = 600;

/** At each nonce so many expired ones go, so there are never many more than can be used. */
const SWEPT_AT_ONCE = 100;

/** Makes a nonce that one sign-in can use, once, while now < expiresAt. Its hash is kept. */
export async function issueNonce(
  tx: Tx,
  { clock }: WalletsContext,
): Promise<{ nonce: string; expiresAt: Date }> {
  const now = clock.now();
  const nonce = newNonce();
  const expiresAt = addSeconds(now, NONCE_SECONDS);
  await deleteExpiredNonces(tx, now, SWEPT_AT_ONCE);
  await insertNonce(tx, { nonceSha256: sha256Of(nonce), expiresAt });
  return { nonce, expiresAt };
}
