import type { Reader } from "../../db/read.ts";
import { blaming } from "../../kernel/errors/blaming.ts";
import { requireKnownChain } from "../assets/index.ts";
import { readSignInMessage } from "./readSignInMessage.ts";
import { sha256Of } from "./secrets.ts";
import { SignInNonceInvalid } from "./wallet.errors.ts";
import type { SignInMessage } from "./wallet.ts";
import type { WalletsContext } from "./wallets.context.ts";
import { hasNonce } from "./wallets.store.ts";

/** All that can be said of a message before anybody is asked whose signature it bears; uses nothing up.
 *  @throws SIGN_IN_MESSAGE_MALFORMED, SIGN_IN_ORIGIN_UNKNOWN, SIGN_IN_MESSAGE_EXPIRED, CHAIN_UNKNOWN,
 *    SIGN_IN_NONCE_INVALID */
export async function checkSignIn(db: Reader, text: string, context: WalletsContext): Promise<SignInMessage> {
  const message = readSignInMessage(text, context);
  await blaming("message", () => requireKnownChain(db, message.chainId));
  const nonce = { nonceSha256: sha256Of(message.nonce), now: context.clock.now() };
  if (!(await hasNonce(db, nonce))) throw new SignInNonceInvalid();
  return message;
}
