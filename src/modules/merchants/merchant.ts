import type { Address, ChainId } from "../../kernel/ids/chainIds.ts";
import type { Id, MemberId, MerchantId } from "../../kernel/ids/ids.ts";
import type { Bps } from "../../kernel/money/bps.ts";
import type { AddressRange } from "../../kernel/net/addressRange.ts";
import type { ApiScope } from "./caller.ts";

/** Who sells. `feeBps` is the platform's fee on each capture, in basis points. */
export interface Merchant {
  readonly id: MerchantId;
  readonly name: string;
  readonly feeBps: Bps;
  readonly createdAt: Date;
}

/** PENDING until the account signs, ACTIVE while new payments settle there, RETIRED when another one took its place. */
export type SettlementAccountStatus = "PENDING" | "ACTIVE" | "RETIRED";

/** The merchant's own account on one chain; its balance there is in the merchant's hands alone. */
export interface SettlementAccount {
  readonly id: Id<"SettlementAccount">;
  readonly merchantId: MerchantId;
  readonly chainId: ChainId;
  readonly account: Address;
  readonly status: SettlementAccountStatus;
  readonly createdAt: Date;
  readonly confirmedAt: Date | null;
}

/** A key without its secret, which is shown once and never stored. */
export interface ApiKey {
  readonly id: Id<"ApiKey">;
  /** Null for an operator's key. */
  readonly merchantId: MerchantId | null;
  /** Whose own key it is; null for a server's. */
  readonly memberId: MemberId | null;
  /** The member who made a server's key, and so has seen its secret. */
  readonly createdBy: MemberId | null;
  readonly label: string;
  readonly livemode: boolean;
  readonly scopes: readonly ApiScope[];
  /** From where it works; from anywhere when empty. */
  readonly allowedAddresses: readonly AddressRange[];
  /** The secret's last four characters. */
  readonly last4: string;
  readonly createdAt: Date;
  /** Exclusive; null never expires. */
  readonly expiresAt: Date | null;
  /** The key that replaced this one. */
  readonly rotatedTo: Id<"ApiKey"> | null;
}

/** A key at the moment it is made: the only time its secret can be read. */
export interface IssuedApiKey {
  readonly apiKey: ApiKey;
  readonly secret: string;
}
