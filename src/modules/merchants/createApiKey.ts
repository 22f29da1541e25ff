import type { Tx } from "../../db/withTx.ts";
import { DomainError } from "../../kernel/errors/domainError.ts";
import type { MerchantId } from "../../kernel/ids/ids.ts";
import { readAllowedAddresses, requireWithin } from "./allowedAddresses.ts";
import { hasValidApiKey } from "./apiKeys.store.ts";
import type { ApiScope, MerchantCaller, OperatorCaller } from "./caller.ts";
import { issueApiKey } from "./issueApiKey.ts";
import { ApiKeyNotFirst, ApiKeyScopesExceeded, MerchantNotFound } from "./merchant.errors.ts";
import type { IssuedApiKey } from "./merchant.ts";
import { lockMerchant } from "./merchants.store.ts";

export interface CreateApiKey {
  readonly caller: MerchantCaller | OperatorCaller;
  /** Whose key; a merchant makes only its own. */
  readonly merchantId: MerchantId;
  readonly livemode: boolean;
  readonly label: string;
  readonly scopes: readonly ApiScope[];
  /** IP addresses and CIDR ranges from which it shall work; from anywhere when absent or empty. */
  readonly allowedAddresses?: readonly string[];
  readonly now: Date;
}

/** Makes a key. A merchant's key grants at most its own scopes in its own mode; an operator makes only the first
 *  valid key of a mode, so that it cannot act as a merchant that is already at work.
 *  @throws NOT_FOUND for another merchant, INVALID_INPUT (scopes, addresses), INVALID_STATE (not the first) */
export async function createApiKey(tx: Tx, command: CreateApiKey): Promise<IssuedApiKey> {
  const { caller, merchantId, livemode, scopes, now } = command;
  if (scopes.length === 0) {
    throw new DomainError("INVALID_INPUT", "A key needs at least one scope.", { path: ["input", "scopes"] });
  }
  if (scopes.includes("payouts:approve")) {
    throw new DomainError("INVALID_INPUT", "Only members approve payouts: see memberInvite.", {
      path: ["input", "scopes"],
    });
  }
  const allowedAddresses = readAllowedAddresses(command.allowedAddresses ?? []);
  if (caller.kind === "merchant") {
    if (caller.merchantId !== merchantId) throw new MerchantNotFound();
    if (caller.livemode !== livemode) {
      throw new DomainError("INVALID_INPUT", "A key makes only keys of its own mode.", {
        path: ["input", "livemode"],
      });
    }
    const missing = scopes.filter((scope) => !caller.scopes.has(scope));
    if (missing.length > 0) throw new ApiKeyScopesExceeded(missing);
    requireWithin(caller.allowedAddresses, allowedAddresses);
  } else {
    if (!(await lockMerchant(tx, merchantId))) throw new MerchantNotFound();
    if (await hasValidApiKey(tx, { merchantId, livemode, now })) throw new ApiKeyNotFirst();
  }
  const createdBy = caller.kind === "merchant" ? caller.memberId : null;
  const { label } = command;
  return issueApiKey(tx, { merchantId, createdBy, label, livemode, scopes, allowedAddresses, now });
}
