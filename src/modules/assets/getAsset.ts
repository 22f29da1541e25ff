import type { Tx } from "../../db/withTx.ts";
import type { AssetId } from "../../kernel/ids/chainIds.ts";
import { AssetUnknown } from "./asset.errors.ts";
import type { Asset } from "./asset.ts";
import { findAssetWithMode } from "./assets.store.ts";

/** The asset of business that exists already; a disabled one counts too.
 *  @throws ASSET_UNKNOWN */
export async function getAsset(tx: Tx, assetId: AssetId): Promise<Asset> {
  const found = await findAssetWithMode(tx, assetId);
  if (!found) throw new AssetUnknown(assetId);
  return found.asset;
}
