import type { Reader } from "../../db/read.ts";
import type { ChainId } from "../../kernel/ids/chainIds.ts";
import { ChainUnknown } from "./asset.errors.ts";
import { findChain } from "./assets.store.ts";
import type { Chain } from "./chain.ts";

/** The chain, of whatever mode.
 *  @throws CHAIN_UNKNOWN */
export async function requireKnownChain(db: Reader, chainId: ChainId): Promise<Chain> {
  const chain = await findChain(db, chainId);
  if (!chain) throw new ChainUnknown(chainId);
  return chain;
}
