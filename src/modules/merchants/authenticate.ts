import type { Reader } from "../../db/read.ts";
import { hashApiKeySecret, isApiKeySecret } from "./apiKeySecret.ts";
import { findApiKeyByHash } from "./apiKeys.store.ts";
import { type Caller, isApiScope } from "./caller.ts";

/** Who holds this secret; undefined when nobody does, or not any more. Runs as the system: it decides who the caller is. */
export async function authenticate(
  db: Reader,
  credential: { secret: string; now: Date },
): Promise<Caller | undefined> {
  if (!isApiKeySecret(credential.secret)) return undefined;
  const key = await findApiKeyByHash(db, hashApiKeySecret(credential.secret));
  if (!key || (key.expiresAt !== null && key.expiresAt <= credential.now)) return undefined;
  const { expiresAt, allowedAddresses } = key;
  if (key.merchantId === null) return { kind: "operator", keyId: key.id, expiresAt, allowedAddresses };
  return {
    kind: "merchant",
    merchantId: key.merchantId,
    keyId: key.id,
    memberId: key.memberId ?? key.createdBy,
    livemode: key.livemode,
    scopes: new Set(key.scopes.filter(isApiScope)),
    expiresAt,
    allowedAddresses,
  };
}
