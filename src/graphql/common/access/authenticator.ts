import { createHash } from "node:crypto";
import { LRUCache } from "lru-cache";
import { ANONYMOUS, type Caller } from "../../../modules/merchants/index.ts";
import type { OpenPoints } from "../cost/meter.ts";
import { TransportError } from "../errors/transportError.ts";

export interface Credential {
  /** From an Authorization header, or a WebSocket's connection parameter of that name. */
  readonly authorization: string | undefined;
  /** Where it came from. */
  readonly address: string;
}

/** Says who a credential belongs to. */
export interface Authenticator {
  /** None is anonymous.
   *  @throws UNAUTHENTICATED for one that is not, or no longer, valid; THROTTLED after too many of those */
  callerOf(credential: Credential): Caller | Promise<Caller>;
}

/** A key that was withdrawn or has expired works at most this much longer. */
const REMEMBER_MS = 1_000;

/** How many wrong keys an address may try: enough for a mistaken setting, too few to keep the database busy. */
const WRONG_KEYS = { capacity: 100, refillPerSecond: 5 };

export function authenticator(
  authenticate: (secret: string) => Promise<Caller | undefined>,
  open: OpenPoints,
): Authenticator {
  const known = new LRUCache<string, Caller>({ max: 10_000, ttl: REMEMBER_MS });
  /** Keys that were valid when they were looked up last: to ask for one of these is not to guess. */
  const valid = new LRUCache<string, true>({ max: 10_000 });
  const underWay = new Map<string, Promise<Caller>>();
  const attempts = open("attempt", WRONG_KEYS);

  async function lookUp(secret: string, hash: string, address: string): Promise<Caller> {
    const isGuess = !valid.has(hash);
    if (isGuess) await payForGuess(address);
    const caller = await authenticate(secret);
    if (!caller) {
      valid.delete(hash);
      throw new TransportError("UNAUTHENTICATED", "This API key is not valid.");
    }
    if (isGuess) attempts.giveBack(address, 1);
    valid.set(hash, true);
    known.set(hash, caller);
    return caller;
  }

  async function payForGuess(address: string): Promise<void> {
    const { paid, retryAfterSeconds } = await attempts.take(address, 1);
    if (!paid) {
      throw new TransportError("THROTTLED", "Too many API keys were tried that are not valid.", {
        evidence: { retryAfterSeconds },
      });
    }
  }

  /** However many ask for a key at the same moment, it is looked up once. */
  function lookUpOnce(secret: string, hash: string, address: string): Promise<Caller> {
    const running = underWay.get(hash);
    if (running) return running;
    const begun = lookUp(secret, hash, address).finally(() => underWay.delete(hash));
    underWay.set(hash, begun);
    return begun;
  }

  return {
    callerOf({ authorization, address }) {
      if (authorization === undefined || authorization === "") return ANONYMOUS;
      const [scheme, secret, ...rest] = authorization.split(" ");
      if (scheme?.toLowerCase() !== "bearer" || !secret || rest.length > 0) {
        throw new TransportError("UNAUTHENTICATED", "Send the key as: Authorization: Bearer sk_….");
      }
      const hash = createHash("sha256").update(secret).digest("base64");
      return known.get(hash) ?? lookUpOnce(secret, hash, address);
    },
  };
}
