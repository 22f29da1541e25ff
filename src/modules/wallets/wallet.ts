import type { AccountId, Address, ChainId } from "../../kernel/ids/chainIds.ts";

/** A wallet that is signed in: it proved that it holds this account, on this chain, and nothing else. */
export interface WalletCaller {
  readonly kind: "wallet";
  readonly account: AccountId;
  /** Names the session; opens nothing. */
  readonly tokenSha256: string;
  /** Exclusive: the session is valid while now < expiresAt. */
  readonly expiresAt: Date;
}

/** A new session with its token, which nothing can return again. */
export interface OpenedSession {
  readonly account: AccountId;
  readonly sessionToken: string;
  readonly expiresAt: Date;
}

/** What a wallet signs, read and found to be meant for us. */
export interface SignInMessage {
  /** What is signed, to the letter. */
  readonly text: string;
  readonly chainId: ChainId;
  readonly address: Address;
  readonly nonce: string;
  readonly issuedAt: Date;
  readonly notBefore: Date | null;
  /** Exclusive; null for none. */
  readonly expiresAt: Date | null;
}
