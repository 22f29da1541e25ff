import type { Tx } from "../../db/withTx.ts";
import { accountIdOf } from "../../kernel/ids/chainIds.ts";
import { addSeconds } from "../../kernel/time/clock.ts";
import { requireValidAt } from "./readSignInMessage.ts";
import { newSessionToken, sha256Of } from "./secrets.ts";
import { SignInChainUnavailable, SignInNonceInvalid, SignInSignatureInvalid } from "./wallet.errors.ts";
import type { OpenedSession, SignInMessage } from "./wallet.ts";
import type { WalletsContext } from "./wallets.context.ts";
import { deleteExpiredSessions, insertSession, takeNonce } from "./wallets.store.ts";

/** Half a day: a session holds a working day, and a lost token not much longer. */
const SESSION_SECONDS = 12 * 3_600;

/** At each sign-in so many expired sessions go. */
const SWEPT_AT_ONCE = 100;

export interface SignIn {
  /** As checkSignIn read it. */
  readonly message: SignInMessage;
  /** What the wallet's key or contract says of the signature; null when no node answered. */
  readonly isSigned: boolean | null;
}

/** Uses the nonce up and opens a session, both or neither. The session ends with the message, if that ends sooner.
 *  @throws SIGN_IN_SIGNATURE_INVALID, CHAIN_UNAVAILABLE, SIGN_IN_MESSAGE_EXPIRED, SIGN_IN_NONCE_INVALID when another
 *    sign-in was faster */
export async function signIn(tx: Tx, command: SignIn, { clock }: WalletsContext): Promise<OpenedSession> {
  const { message, isSigned } = command;
  const { chainId, address } = message;
  const account = accountIdOf(chainId, address);
  if (isSigned === null) throw new SignInChainUnavailable(chainId);
  if (!isSigned) throw new SignInSignatureInvalid(account);
  const now = clock.now();
  requireValidAt(message, now);
  if (!(await takeNonce(tx, { nonceSha256: sha256Of(message.nonce), now }))) throw new SignInNonceInvalid();
  await deleteExpiredSessions(tx, now, SWEPT_AT_ONCE);
  const sessionToken = newSessionToken();
  const latest = addSeconds(now, SESSION_SECONDS);
  const expiresAt = message.expiresAt !== null && message.expiresAt < latest ? message.expiresAt : latest;
  await insertSession(tx, {
    tokenSha256: sha256Of(sessionToken),
    chainId,
    address,
    createdAt: now,
    expiresAt,
  });
  return { account, sessionToken, expiresAt };
}
