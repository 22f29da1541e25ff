import type { Tx } from "../../db/withTx.ts";
import type { AssetId } from "../../kernel/ids/chainIds.ts";
import { AssetDisabled, AssetUnknown, AssetWrongMode } from "./asset.errors.ts";
import type { Asset } from "./asset.ts";
import { findAssetWithMode } from "./assets.store.ts";

/** The asset for new business in this mode.
 *  @throws ASSET_UNKNOWN, ASSET_DISABLED, ASSET_WRONG_MODE */
export async function requireAsset(
  tx: Tx,
  wanted: { readonly assetId: AssetId; readonly livemode: boolean },
): Promise<Asset> {
  const found = await findAssetWithMode(tx, wanted.assetId);
  if (!found) throw new AssetUnknown(wanted.assetId);
  if (found.livemode !== wanted.livemode) throw new AssetWrongMode(wanted.assetId);
  if (!found.asset.enabled) throw new AssetDisabled(wanted.assetId);
  return found.asset;
}
