import type { Tx } from "../../db/withTx.ts";
import { type Address, assetIdOf, type ChainId } from "../../kernel/ids/chainIds.ts";
import { newId } from "../../kernel/ids/ids.ts";
import type { Asset } from "./asset.ts";
import type { TokenReading } from "./assets.ports.ts";
import { findAsset, insertAsset, updateAssetSettings } from "./assets.store.ts";

export interface RegisterAsset {
  readonly chainId: ChainId;
  readonly token: Address;
  /** What the contract said just now: symbol, name and decimals are never taken from a setting. */
  readonly reading: TokenReading;
  /** Smallest payment, in the asset's smallest unit; greater than zero. */
  readonly minimumUnits: bigint;
  readonly enabled: boolean;
}

/** Adds an asset, or applies its settings to the one that is there.
 *  Shape: schemes are what the contract has now, since it may be a proxy; decimals are pinned at the first registration; a contract that says something else later is a broken
 *  token, and every stored amount would change its value, so that stops the program.
 *  @throws Error when the decimals have changed */
export async function registerAsset(tx: Tx, command: RegisterAsset): Promise<Asset> {
  const { chainId, token, reading, minimumUnits, enabled } = command;
  const assetId = assetIdOf(chainId, token);
  const known = await findAsset(tx, assetId);
  if (known) {
    if (known.decimals !== reading.decimals) {
      throw new Error(`${assetId} had ${known.decimals} decimals and now says ${reading.decimals}`);
    }
    const { eip712Version, gasless } = reading;
    const settings = { minimumUnits, enabled, eip712Version, gasless };
    await updateAssetSettings(tx, assetId, settings);
    return { ...known, ...settings };
  }
  const asset: Asset = { id: newId("Asset"), assetId, chainId, token, ...reading, minimumUnits, enabled };
  await insertAsset(tx, asset);
  return asset;
}
