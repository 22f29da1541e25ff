import { createHash } from "node:crypto";
import { LRUCache } from "lru-cache";
import { ANONYMOUS, type Caller } from "../../../modules/merchants/index.ts";
import { TransportError } from "../errors/transportError.ts";

/** Says who a credential belongs to. */
export interface Authenticator {
  /** From an Authorization header, or a WebSocket's connection parameter of that name; absent is anonymous.
   *  @throws UNAUTHENTICATED for a credential that is not, or no longer, valid */
  callerOf(authorization: string | undefined): Caller | Promise<Caller>;
}

/** A key that was withdrawn or has expired works at most this much longer. */
const REMEMBER_MS = 1_000;

export function authenticator(authenticate: (secret: string) => Promise<Caller | undefined>): Authenticator {
  const known = new LRUCache<string, Caller>({ max: 10_000, ttl: REMEMBER_MS });

  async function lookUp(secret: string, hash: string): Promise<Caller> {
    const caller = await authenticate(secret);
    if (!caller) throw new TransportError("UNAUTHENTICATED", "This API key is not valid.");
    known.set(hash, caller);
    return caller;
  }

  return {
    callerOf(authorization) {
      if (authorization === undefined || authorization === "") return ANONYMOUS;
      const [scheme, secret, ...rest] = authorization.split(" ");
      if (scheme?.toLowerCase() !== "bearer" || !secret || rest.length > 0) {
        throw new TransportError("UNAUTHENTICATED", "Send the key as: Authorization: Bearer sk_….");
      }
      const hash = createHash("sha256").update(secret).digest("base64");
      return known.get(hash) ?? lookUp(secret, hash);
    },
  };
}
