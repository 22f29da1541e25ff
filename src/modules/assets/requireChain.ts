import type { Tx } from "../../db/withTx.ts";
import { DomainError } from "../../kernel/errors/domainError.ts";
import type { ChainId } from "../../kernel/ids/chainIds.ts";
import type { Chain } from "./chain.ts";
import { requireKnownChain } from "./requireKnownChain.ts";

/** The chain, when it belongs to this mode.
 *  @throws CHAIN_UNKNOWN, ASSET_WRONG_MODE */
export async function requireChain(
  tx: Tx,
  wanted: { readonly chainId: ChainId; readonly livemode: boolean },
): Promise<Chain> {
  const chain = await requireKnownChain(tx, wanted.chainId);
  if (chain.livemode !== wanted.livemode) {
    throw new DomainError("ASSET_WRONG_MODE", "The chain and your key belong to different modes.", {
      evidence: { chainId: wanted.chainId },
      path: ["input", "chainId"],
    });
  }
  return chain;
}
