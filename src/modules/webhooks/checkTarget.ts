import type { LookupAddress } from "node:dns";
import { isIP } from "node:net";
import { isPublicAddress } from "./isPublicAddress.ts";
import { WebhookUrlRefused } from "./webhook.errors.ts";
import type { TargetPolicy } from "./webhooks.context.ts";

export interface Target {
  readonly url: URL;
  /** Where the host name led when it was checked; the connection goes to one of these and nowhere else. */
  readonly addresses: readonly LookupAddress[];
}

/** Checks a URL and every address behind its host name. Asks DNS, so it never runs inside a transaction.
 *  @throws WEBHOOK_URL_REFUSED */
export async function checkTarget(text: string, policy: TargetPolicy): Promise<Target> {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || text.length > 2_000)
    throw new WebhookUrlRefused("it is not an absolute URL of at most 2,000 characters");
  if (url.protocol !== "https:" && !(policy.allowPrivate && url.protocol === "http:")) {
    throw new WebhookUrlRefused("it must begin with https://");
  }
  if (url.username !== "" || url.password !== "")
    throw new WebhookUrlRefused("it must not contain a password");
  const addresses = await addressesOf(url, policy);
  const [first] = addresses;
  if (!first) throw new WebhookUrlRefused("its host name leads nowhere");
  // One private address among public ones is enough: which of them a connection takes is not ours to choose.
  if (!policy.allowPrivate && !addresses.every(({ address }) => isPublicAddress(address))) {
    throw new WebhookUrlRefused("its host name leads to an address that is not public");
  }
  return { url, addresses };
}

async function addressesOf(url: URL, policy: TargetPolicy): Promise<readonly LookupAddress[]> {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const family = isIP(host);
  if (family !== 0) return [{ address: host, family }];
  try {
    return await policy.resolve(host);
  } catch (cause) {
    throw new WebhookUrlRefused("its host name cannot be resolved", cause);
  }
}
