import type { Tx } from "../../db/withTx.ts";
import { DomainError } from "../../kernel/errors/domainError.ts";
import { type MemberId, type MerchantId, newId } from "../../kernel/ids/ids.ts";
import type { AddressRange } from "../../kernel/net/addressRange.ts";
import { hashApiKeySecret, newApiKeySecret } from "./apiKeySecret.ts";
import { insertApiKey } from "./apiKeys.store.ts";
import type { ApiScope } from "./caller.ts";
import type { ApiKey, IssuedApiKey } from "./merchant.ts";

export interface IssueApiKey {
  /** Null for an operator. */
  readonly merchantId: MerchantId | null;
  /** Whose own key it shall be; absent for a server's. */
  readonly memberId?: MemberId | null;
  /** Who makes a server's key. */
  readonly createdBy?: MemberId | null;
  readonly label: string;
  readonly livemode: boolean;
  readonly scopes: readonly ApiScope[];
  /** From where it works; from anywhere when absent or empty. */
  readonly allowedAddresses?: readonly AddressRange[];
  readonly now: Date;
}

/** Writes one key and returns its secret, which nothing can return again. Who may have it is the caller's question. */
export async function issueApiKey(tx: Tx, order: IssueApiKey): Promise<IssuedApiKey> {
  const label = order.label.trim();
  if (label.length < 1 || label.length > 100) {
    throw new DomainError("INVALID_INPUT", "A label has 1 to 100 characters.", { path: ["input", "label"] });
  }
  const { merchantId, memberId = null, createdBy = null, livemode, allowedAddresses = [] } = order;
  const mode = livemode ? ("live" as const) : ("test" as const);
  const secret = newApiKeySecret(
    merchantId === null ? "ok_" : memberId === null ? `sk_${mode}_` : `mk_${mode}_`,
  );
  const apiKey: ApiKey = {
    id: newId("ApiKey"),
    merchantId,
    memberId,
    createdBy,
    label,
    livemode,
    scopes: [...new Set(order.scopes)].sort(),
    allowedAddresses,
    last4: secret.slice(-4),
    createdAt: order.now,
    expiresAt: null,
    rotatedTo: null,
  };
  await insertApiKey(tx, { apiKey, secretHash: hashApiKeySecret(secret) });
  return { apiKey, secret };
}
