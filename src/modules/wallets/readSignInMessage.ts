import { ParsedMessage } from "@spruceid/siwe-parser";
import { type Address, chainIdOf } from "../../kernel/ids/chainIds.ts";
import { addSeconds } from "../../kernel/time/clock.ts";
import { SignInMessageExpired, SignInMessageMalformed, SignInOriginUnknown } from "./wallet.errors.ts";
import type { SignInMessage } from "./wallet.ts";
import type { WalletsContext } from "./wallets.context.ts";

/** Several times what wallets show; the grammar's parser takes milliseconds for so many characters. */
const LONGEST_MESSAGE = 2_000;

/** How far a wallet's clock may be ahead of ours. An old issuedAt needs no limit: the nonce in it was ours. */
const CLOCK_AHEAD_SECONDS = 60;

/** Reads what a wallet signed and says whether it is meant for us, and for now.
 *  @throws SIGN_IN_MESSAGE_MALFORMED, SIGN_IN_ORIGIN_UNKNOWN, SIGN_IN_MESSAGE_EXPIRED
 *  @see EIP-4361, "Verifying a signed Message" */
export function readSignInMessage(text: string, { origins, clock }: WalletsContext): SignInMessage {
  const parsed = parse(text);
  const { domain, scheme, uri, address, chainId, nonce } = parsed;
  const isOurs = origins.some((origin) => names(origin, { domain, scheme })) && isAt(origins, uri);
  if (!isOurs) throw new SignInOriginUnknown(domain, uri);
  const message: SignInMessage = {
    text,
    chainId: chainIdOf(chainId),
    address: address as Address, // the parser takes checksummed ones only
    nonce,
    issuedAt: instantOf(parsed.issuedAt),
    notBefore: parsed.notBefore === undefined ? null : instantOf(parsed.notBefore),
    expiresAt: parsed.expirationTime === undefined ? null : instantOf(parsed.expirationTime),
  };
  requireValidAt(message, clock.now());
  return message;
}

/** @throws SIGN_IN_MESSAGE_EXPIRED */
export function requireValidAt({ issuedAt, notBefore, expiresAt }: SignInMessage, now: Date): void {
  if (issuedAt > addSeconds(now, CLOCK_AHEAD_SECONDS)) {
    throw new SignInMessageExpired("The message was issued in the future: the wallet's clock is wrong.");
  }
  if (notBefore !== null && notBefore > now) {
    throw new SignInMessageExpired("The message is not valid yet.");
  }
  if (expiresAt !== null && expiresAt <= now) {
    throw new SignInMessageExpired("The message is not valid any more.");
  }
}

function parse(text: string): ParsedMessage {
  if (text.length > LONGEST_MESSAGE) throw new SignInMessageMalformed();
  let parsed: ParsedMessage;
  try {
    parsed = new ParsedMessage(text);
  } catch {
    throw new SignInMessageMalformed(); // the parser's own words repeat the message
  }
  // It reads chain ids as floats: two ids that differ could be one number.
  if (!Number.isSafeInteger(parsed.chainId) || parsed.chainId < 1) throw new SignInMessageMalformed();
  return parsed;
}

/** Whether a domain is the origin's host; where the message has a scheme, that counts too. */
function names(origin: string, named: { domain: string; scheme: string | undefined }): boolean {
  const { host, protocol } = new URL(origin);
  if (named.domain.toLowerCase() !== host) return false;
  return named.scheme === undefined || `${named.scheme.toLowerCase()}:` === protocol;
}

function isAt(origins: readonly string[], uri: string): boolean {
  return URL.canParse(uri) && origins.includes(new URL(uri).origin);
}

/** The grammar takes second 60, which no Date can say; an invalid Date would pass every comparison. */
function instantOf(text: string): Date {
  const instant = new Date(text);
  if (Number.isNaN(instant.getTime())) throw new SignInMessageMalformed();
  return instant;
}
