import type { Tx } from "../../db/withTx.ts";
import { DomainError } from "../../kernel/errors/domainError.ts";
import type { Id } from "../../kernel/ids/ids.ts";
import { addSeconds } from "../../kernel/time/clock.ts";
import { requireWithin } from "./allowedAddresses.ts";
import { expireApiKey, lockApiKey } from "./apiKeys.store.ts";
import type { MerchantCaller, OperatorCaller } from "./caller.ts";
import { issueApiKey } from "./issueApiKey.ts";
import { ApiKeyNotFound, ApiKeyScopesExceeded } from "./merchant.errors.ts";
import type { IssuedApiKey } from "./merchant.ts";

/** Seven days: long enough to roll a secret out, short enough not to be forgotten. */
const LONGEST_OVERLAP_SECONDS = 604_800;

export interface RotateApiKey {
  readonly caller: MerchantCaller | OperatorCaller;
  readonly keyId: Id<"ApiKey">;
  /** For how long the old secret still works; 0 ends it at once. */
  readonly overlapSeconds: number;
  readonly now: Date;
}

/** Replaces a key by one with the same rights; the old one works until the overlap ends.
 *  Shape: an operator and a member rotate their own key only by that key, a merchant its servers' keys of its
 *  own mode within its own scopes.
 *  @throws NOT_FOUND (also for a key that has expired or was rotated already), INVALID_INPUT (overlap, scopes, addresses) */
export async function rotateApiKey(tx: Tx, command: RotateApiKey): Promise<IssuedApiKey> {
  const { caller, keyId, overlapSeconds, now } = command;
  if (!Number.isInteger(overlapSeconds) || overlapSeconds < 0 || overlapSeconds > LONGEST_OVERLAP_SECONDS) {
    throw new DomainError("INVALID_INPUT", "The overlap is 0 to 604,800 seconds.", {
      path: ["input", "overlapSeconds"],
    });
  }
  const old = await lockApiKey(tx, keyId);
  if (!old || old.rotatedTo !== null || (old.expiresAt !== null && old.expiresAt <= now))
    throw new ApiKeyNotFound();
  if (caller.kind === "operator" && caller.keyId !== old.id) throw new ApiKeyNotFound();
  if (caller.kind === "merchant") {
    if (old.merchantId !== caller.merchantId || old.livemode !== caller.livemode) throw new ApiKeyNotFound();
    if (old.memberId !== null && old.id !== caller.keyId) throw new ApiKeyNotFound(); // it has an owner
    const missing = old.scopes.filter((scope) => !caller.scopes.has(scope));
    if (missing.length > 0) throw new ApiKeyScopesExceeded(missing);
    requireWithin(caller.allowedAddresses, old.allowedAddresses);
  }
  const { merchantId, memberId, label, livemode, scopes, allowedAddresses } = old;
  const createdBy = memberId === null && caller.kind === "merchant" ? caller.memberId : null;
  const issued = await issueApiKey(tx, {
    merchantId,
    memberId,
    createdBy,
    label,
    livemode,
    scopes,
    allowedAddresses,
    now,
  });
  await expireApiKey(tx, { keyId, expiresAt: addSeconds(now, overlapSeconds), rotatedTo: issued.apiKey.id });
  return issued;
}
