import type { AssetId, ChainId } from "../../kernel/ids/chainIds.ts";
import type { MerchantCaller } from "../../modules/merchants/index.ts";
import type { InclusionProof, Reserves } from "../../modules/reserves/index.ts";

export interface ReservesServices {
  /** The newest anchored epoch, or the one asked for. */
  readReserves(query: { chainId: ChainId; epoch: number | null }): Promise<Reserves | undefined>;
  /** The caller's own part in it. */
  proveInclusion(
    caller: MerchantCaller,
    query: { asset: AssetId; epoch: number | null },
  ): Promise<InclusionProof | undefined>;
}
