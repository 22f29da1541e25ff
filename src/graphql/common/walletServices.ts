import type { Hex } from "../../kernel/ids/chainIds.ts";
import type { OpenedSession, WalletCaller } from "../../modules/wallets/index.ts";

/** What the doors need for wallets that sign in. */
export interface WalletServices {
  /** Undefined for an unknown, ended or expired token. */
  findSession(token: string): Promise<WalletCaller | undefined>;
  issueNonce(): Promise<{ nonce: string; expiresAt: Date }>;
  /** Uses the message's nonce up, unless it refuses. */
  signIn(command: { message: string; signature: Hex }): Promise<OpenedSession>;
  signOut(caller: WalletCaller): Promise<void>;
}
