import { expect } from "chai";
import type { Wallet } from "ethers";
import { sql } from "kysely";
import { type SiweFields, siweMessage } from "../../fixtures/siweMessage.ts";
import type { DoorWorld } from "../doorWorld.ts";

export const AT = "/storefront" as const;
const NONCE = "mutation { authNonce { nonce expiresAt userErrors { code } idempotentReplay } }";
const VERIFY = `mutation ($input: AuthSiweVerifyInput!) { authSiweVerify(input: $input) {
  sessionToken account expiresAt userErrors { code path retryable } } }`;

export interface Verified {
  readonly sessionToken: string | null;
  readonly account: string | null;
  readonly expiresAt: string | null;
  readonly userErrors: { code: string; path: string[]; retryable: boolean }[];
}

export type MessageChange = Partial<Omit<SiweFields, "nonce">> & { readonly nonce?: string };

/** Signs wallets in over HTTP, as pages do. */
export function signingIn(world: DoorWorld) {
  async function nonce(): Promise<{ nonce: string; expiresAt: string }> {
    const answer = await world.ask(NONCE, { at: AT });
    expect(answer.errors).to.equal(undefined);
    const { userErrors, idempotentReplay, ...made } = answer.data.authNonce;
    expect([userErrors, idempotentReplay]).to.deep.equal([[], false]);
    return made;
  }
  async function message(wallet: { address: string }, change: MessageChange = {}): Promise<string> {
    const fields = { address: wallet.address, issuedAt: world.clock.now().toISOString(), ...change };
    return siweMessage({ ...fields, nonce: change.nonce ?? (await nonce()).nonce });
  }
  async function verify(input: { message: string; signature: string }): Promise<Verified> {
    const answer = await world.ask(VERIFY, { at: AT, variables: { input } });
    expect(answer.errors).to.equal(undefined);
    return answer.data.authSiweVerify;
  }
  return {
    nonce,
    message,
    verify,
    async signIn(wallet: Wallet, change: MessageChange = {}): Promise<Verified> {
      const text = await message(wallet, change);
      return verify({ message: text, signature: await wallet.signMessage(text) });
    },
    /** The token of a new session. */
    async session(wallet: Wallet): Promise<string> {
      const { sessionToken } = await this.signIn(wallet);
      if (sessionToken === null) throw new Error("the wallet is signed in");
      return sessionToken;
    },
    /** Every nonce and session that is kept. */
    async rows(): Promise<{ nonces: unknown[]; sessions: unknown[] }> {
      return world.inTx(async (tx) => {
        const nonces = await sql`select * from sign_in_nonces order by nonce_sha256`.execute(tx);
        const sessions = await sql`select * from wallet_sessions order by token_sha256`.execute(tx);
        return { nonces: nonces.rows, sessions: sessions.rows };
      });
    },
  };
}
