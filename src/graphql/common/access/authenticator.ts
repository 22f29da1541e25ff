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

type Anonymous = Extract<Caller, { kind: "anonymous" }>;

/** Says who a credential belongs to. */
export interface Authenticator<Holder> {
  /** None is anonymous.
   *  @throws UNAUTHENTICATED for one that is not, or no longer, valid; THROTTLED after too many of those; FORBIDDEN from
   *  an address that it does not work from */
  callerOf(credential: Credential): Holder | Anonymous | Promise<Holder>;
}

/** A kind of secret that is sent as a bearer token. */
export interface SecretKind<Holder> {
  /** What it is called, and how it begins. */
  readonly name: string;
  readonly prefix: string;
  /** Whose it is; undefined for one that is not valid. */
  readonly holderOf: (secret: string) => Promise<Holder | undefined>;
  /** Whether it works from this address. */
  readonly worksFrom: (holder: Holder, address: string) => boolean;
  /** How much longer than it is valid it may work: so long a holder is remembered. */
  readonly rememberMs: number;
}

/** How many wrong secrets an address may try: enough for a mistaken setting, too few to keep the database busy. */
const WRONG_SECRETS = { capacity: 100, refillPerSecond: 5 };

export function authenticator<Holder extends object>(
  kind: SecretKind<Holder>,
  open: OpenPoints,
): Authenticator<Holder> {
  const known =
    kind.rememberMs > 0 ? new LRUCache<string, Holder>({ max: 10_000, ttl: kind.rememberMs }) : null;
  /** Secrets that were valid when they were looked up last: to ask for one of these is not to guess. */
  const valid = new LRUCache<string, true>({ max: 10_000 });
  const underWay = new Map<string, Promise<Holder>>();
  const attempts = open("attempt", WRONG_SECRETS);

  async function lookUp(secret: string, hash: string, address: string): Promise<Holder> {
    const isGuess = !valid.has(hash);
    if (isGuess) await payForGuess(address);
    const holder = await kind.holderOf(secret);
    if (!holder) {
      valid.delete(hash);
      throw new TransportError("UNAUTHENTICATED", `This ${kind.name} is not valid.`);
    }
    if (isGuess) attempts.giveBack(address, 1);
    valid.set(hash, true);
    known?.set(hash, holder);
    return holder;
  }

  async function payForGuess(address: string): Promise<void> {
    const { paid, retryAfterSeconds } = await attempts.take(address, 1);
    if (!paid) {
      throw new TransportError("THROTTLED", `Too many ${kind.name}s were tried that are not valid.`, {
        evidence: { retryAfterSeconds },
      });
    }
  }

  /** However many ask for a secret at the same moment, it is looked up once, unless the very moment counts. */
  function lookUpOnce(secret: string, hash: string, address: string): Promise<Holder> {
    const running = known && underWay.get(hash);
    if (running) return running;
    const begun = lookUp(secret, hash, address).finally(() => underWay.delete(hash));
    underWay.set(hash, begun);
    return begun;
  }

  function admit(holder: Holder, address: string): Holder {
    if (kind.worksFrom(holder, address)) return holder;
    throw new TransportError("FORBIDDEN", `This ${kind.name} does not work from ${address}.`);
  }

  return {
    callerOf({ authorization, address }) {
      if (authorization === undefined || authorization === "") return ANONYMOUS;
      const [scheme, secret, ...rest] = authorization.split(" ");
      if (scheme?.toLowerCase() !== "bearer" || !secret || rest.length > 0) {
        throw new TransportError(
          "UNAUTHENTICATED",
          `Send the ${kind.name} as: Authorization: Bearer ${kind.prefix}….`,
        );
      }
      const hash = createHash("sha256").update(secret).digest("base64");
      const holder = known?.get(hash);
      if (holder) return admit(holder, address);
      return lookUpOnce(secret, hash, address).then((found) => admit(found, address));
    },
  };
}
