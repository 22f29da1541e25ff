import type { Id, MemberId, MerchantId } from "../../kernel/ids/ids.ts";
import type { AddressRange } from "../../kernel/net/addressRange.ts";

/** What a key may be allowed to do, with the meaning shown in the schema. */
export const API_SCOPES = {
  "payments:read": "Read payments, captures and refunds.",
  "payments:write": "Create, capture and void payments.",
  "refunds:write": "Send captured money back to payers.",
  "payouts:read": "Read payouts and recipients.",
  "payouts:write": "Add recipients and send payouts to them.",
  "payouts:approve": "Approve payouts that another person asked for; members' own keys only.",
  "balances:read": "Read balances and journal entries.",
  "credit:read": "Read credit lines, draws and repayments.",
  "credit:write": "Prepare draws of credit lines for the settlement account's wallet to send.",
  "events:read": "Read and follow events.",
  "webhooks:read": "Read webhook endpoints and deliveries.",
  "webhooks:write": "Create webhook endpoints and send deliveries again.",
  "settlement:write": "Set and confirm the accounts on which money is settled.",
  "members:read": "Read who the members are.",
  "members:write": "Invite and remove members.",
  "keys:write": "Create and rotate API keys with no more scopes than one's own.",
} as const;

export type ApiScope = keyof typeof API_SCOPES;

/** What a server's key may be allowed to do: a program is no second person. */
export const SERVER_SCOPES = (Object.keys(API_SCOPES) as ApiScope[]).filter(
  (scope) => scope !== "payouts:approve",
);

/** Who asks: decided once per request from the credential, and handed to every use case. */
export type Caller =
  | { readonly kind: "anonymous" }
  | {
      readonly kind: "merchant";
      readonly merchantId: MerchantId;
      readonly keyId: Id<"ApiKey">;
      /** The person who knows the secret: whose own key it is, or who made it; null when nobody knows. */
      readonly memberId: MemberId | null;
      /** A test key never touches a live row, nor a live key a test row. */
      readonly livemode: boolean;
      readonly scopes: ReadonlySet<ApiScope>;
      /** Exclusive: the key is valid while now < expiresAt; null never expires. */
      readonly expiresAt: Date | null;
      /** From where it works; from anywhere when empty. */
      readonly allowedAddresses: readonly AddressRange[];
    }
  | {
      readonly kind: "operator";
      readonly keyId: Id<"ApiKey">;
      readonly expiresAt: Date | null;
      readonly allowedAddresses: readonly AddressRange[];
    };

export type MerchantCaller = Extract<Caller, { kind: "merchant" }>;
export type OperatorCaller = Extract<Caller, { kind: "operator" }>;

export const ANONYMOUS = { kind: "anonymous" } as const satisfies Caller;

/** False for every word that is not a scope, so that an unknown one grants nothing. */
export function isApiScope(word: string): word is ApiScope {
  return Object.hasOwn(API_SCOPES, word);
}
