import type { Reader } from "../../db/read.ts";
import type { AssetId } from "../../kernel/ids/chainIds.ts";
import { AssetUnknown } from "./asset.errors.ts";
import type { Asset } from "./asset.ts";
import { findAssetWithMode } from "./assets.store.ts";

/** The asset of business that exists already; a disabled one counts too.
 *  @throws ASSET_UNKNOWN */
export async function getAsset(db: Reader, assetId: AssetId): Promise<Asset> {
  const found = await findAssetWithMode(db, assetId);
  if (!found) throw new AssetUnknown(assetId);
  return found.asset;
}
