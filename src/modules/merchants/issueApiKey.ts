import type { Tx } from "../../db/withTx.ts";
import { DomainError } from "../../kernel/errors/domainError.ts";
import { type MerchantId, newId } from "../../kernel/ids/ids.ts";
import { hashApiKeySecret, newApiKeySecret } from "./apiKeySecret.ts";
import type { ApiScope } from "./caller.ts";
import type { ApiKey, IssuedApiKey } from "./merchant.ts";
import { insertApiKey } from "./merchants.store.ts";

export interface IssueApiKey {
  /** Null for an operator. */
  readonly merchantId: MerchantId | null;
  readonly label: string;
  readonly livemode: boolean;
  readonly scopes: readonly ApiScope[];
  readonly now: Date;
}

/** Writes one key and returns its secret, which nothing can return again. Who may have it is the caller's question. */
export async function issueApiKey(tx: Tx, order: IssueApiKey): Promise<IssuedApiKey> {
  const label = order.label.trim();
  if (label.length < 1 || label.length > 100) {
    throw new DomainError("INVALID_INPUT", "A label has 1 to 100 characters.", { path: ["input", "label"] });
  }
  const secret = newApiKeySecret(
    order.merchantId === null ? "ok_" : order.livemode ? "sk_live_" : "sk_test_",
  );
  const apiKey: ApiKey = {
    id: newId("ApiKey"),
    merchantId: order.merchantId,
    label,
    livemode: order.livemode,
    scopes: [...new Set(order.scopes)].sort(),
    last4: secret.slice(-4),
    createdAt: order.now,
    expiresAt: null,
    rotatedTo: null,
  };
  await insertApiKey(tx, { apiKey, secretHash: hashApiKeySecret(secret) });
  return { apiKey, secret };
}
