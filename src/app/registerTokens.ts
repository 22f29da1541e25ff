import { TokenReader } from "../chain/tokens/tokenReader.ts";
import type { Database } from "../db/database.ts";
import { SYSTEM, withTx } from "../db/withTx.ts";
import type { Address, ChainId } from "../kernel/ids/chainIds.ts";
import { registerAsset } from "../modules/assets/index.ts";
import type { ChainParts } from "./chainParts.ts";

/** A token of a list that is not offered, and why. */
export interface RefusedToken {
  readonly token: Address;
  readonly reason: string;
}

/** Tokens that are asked side by side: a list may have hundreds. */
const AT_ONCE = 8;

/**
 * Registers the tokens that the settings name and those of their lists, as the contracts describe themselves. Each is
 * asked before any transaction.
 * @returns the listed tokens that are refused: no ERC-20 token, or with other decimals than listed
 * @throws Error for a token that the settings name themselves, for the same reasons
 */
export async function registerTokens(
  database: Database,
  chainId: ChainId,
  { rpc, tokens, listed }: Pick<ChainParts, "rpc" | "tokens" | "listed">,
): Promise<readonly RefusedToken[]> {
  const reader = new TokenReader(() => rpc);
  const decimalsListed = new Map(listed.map(({ address, decimals }) => [address, decimals]));
  const register = async (token: Address) => {
    const reading = await reader.readToken(chainId, token);
    const expected = decimalsListed.get(token) ?? reading.decimals;
    if (reading.decimals !== expected) {
      throw new TokenRefused(`the list says ${expected} decimals, the contract ${reading.decimals}`);
    }
    await withTx(database, SYSTEM, (tx) =>
      registerAsset(tx, { chainId, token, reading, minimumUnits: 1n, enabled: true }),
    );
  };
  for (const token of tokens) {
    await register(token).catch((cause: Error) => {
      throw new Error(`Token ${token} on ${chainId} cannot be offered: ${cause.message}`, { cause });
    });
  }
  const refused: RefusedToken[] = [];
  const rest = listed.map(({ address }) => address).filter((address) => !tokens.includes(address));
  for (let start = 0; start < rest.length; start += AT_ONCE) {
    const registered = rest.slice(start, start + AT_ONCE).map(async (token) => {
      await register(token).catch((cause: Error) => {
        if (!isRefusal(cause)) throw cause;
        refused.push({ token, reason: cause.message });
      });
    });
    await Promise.all(registered);
  }
  return refused;
}

class TokenRefused extends Error {}

/** A node that does not answer is no reason to leave a token out. */
function isRefusal(cause: Error): boolean {
  return cause instanceof TokenRefused || (cause as { code?: unknown }).code === "ASSET_UNKNOWN";
}
