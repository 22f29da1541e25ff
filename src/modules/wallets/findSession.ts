import type { Reader } from "../../db/read.ts";
import { isSessionToken, sha256Of } from "./secrets.ts";
import type { WalletCaller } from "./wallet.ts";
import type { WalletsContext } from "./wallets.context.ts";
import { selectSession } from "./wallets.store.ts";

/** Whose session a token opens; undefined when it opens none, or none any more. Runs as the system: it decides who the
 *  caller is. */
export async function findSession(
  db: Reader,
  token: string,
  { clock }: WalletsContext,
): Promise<WalletCaller | undefined> {
  if (!isSessionToken(token)) return undefined;
  const tokenSha256 = sha256Of(token);
  const session = await selectSession(db, { tokenSha256, now: clock.now() });
  return session && { kind: "wallet", tokenSha256, ...session };
}
