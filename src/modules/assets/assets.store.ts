import { type Selectable, sql } from "kysely";
import type { Tables } from "../../db/database.ts";
import { gathered } from "../../db/gathered.ts";
import type { Reader } from "../../db/read.ts";
import type { Tx } from "../../db/withTx.ts";
import type { ConfirmationTier } from "../../kernel/facts/confirmations.ts";
import type { ChainContracts } from "../../kernel/facts/contractCall.ts";
import type { Address, AssetId, Bytes32, ChainId } from "../../kernel/ids/chainIds.ts";
import type { Id } from "../../kernel/ids/ids.ts";
import type { Asset, GaslessScheme } from "./asset.ts";
import type { Chain, ObservedChain } from "./chain.ts";

export async function insertAsset(tx: Tx, asset: Asset): Promise<void> {
  await tx
    .insertInto("assets")
    .values({
      id: asset.id,
      asset_id: asset.assetId,
      chain_id: asset.chainId,
      token: asset.token,
      symbol: asset.symbol,
      name: asset.name,
      decimals: asset.decimals,
      eip712_version: asset.eip712Version,
      gasless: [...asset.gasless],
      minimum_units: asset.minimumUnits,
      enabled: asset.enabled,
    })
    .execute();
}

export async function updateAssetSettings(
  tx: Tx,
  assetId: AssetId,
  settings: Pick<Asset, "minimumUnits" | "enabled" | "eip712Version" | "gasless">,
): Promise<void> {
  await tx
    .updateTable("assets")
    .set({
      minimum_units: settings.minimumUnits,
      enabled: settings.enabled,
      eip712_version: settings.eip712Version,
      gasless: [...settings.gasless],
    })
    .where("asset_id", "=", assetId)
    .execute();
}

export async function findAsset(db: Reader, assetId: AssetId): Promise<Asset | undefined> {
  return (await findAssetWithMode(db, assetId))?.asset;
}

export async function findAssetWithMode(
  db: Reader,
  assetId: AssetId,
): Promise<{ asset: Asset; livemode: boolean } | undefined> {
  const row = await db
    .selectFrom("assets")
    .innerJoin("chains", "chains.id", "assets.chain_id")
    .selectAll("assets")
    .select("chains.livemode")
    .where("asset_id", "=", assetId)
    .executeTakeFirst();
  return row && { asset: toAsset(row), livemode: row.livemode };
}

export async function selectAssets(db: Reader): Promise<Asset[]> {
  return (await db.selectFrom("assets").selectAll().orderBy("id").execute()).map(toAsset);
}

export async function upsertChainRow(tx: Tx, chain: Chain): Promise<void> {
  const settings = {
    name: chain.name,
    livemode: chain.livemode,
    finality_depth: chain.finality.kind === "DEPTH" ? chain.finality.depth : null,
    finality_tag: chain.finality.kind === "TAG" ? chain.finality.tag : null,
    confirmations: JSON.stringify(chain.confirmations),
    contracts: JSON.stringify(chain.contracts),
    start_block: chain.startBlock,
  };
  await tx
    .insertInto("chains")
    .values({ id: chain.id, genesis_hash: chain.genesisHash, ...settings })
    .onConflict((conflict) => conflict.column("id").doUpdateSet(settings))
    .execute();
}

export async function findChain(tx: Reader, id: ChainId): Promise<Chain | undefined> {
  const row = await tx.selectFrom("chains").selectAll().where("id", "=", id).executeTakeFirst();
  return row && toChain(row);
}

/** What decides how many confirmations an amount of an asset needs. */
export const readConfirmationRule = gathered(async (tx, assetIds: readonly AssetId[]) => {
  const rows = await tx
    .selectFrom("assets")
    .innerJoin("chains", "chains.id", "assets.chain_id")
    .select(["assets.asset_id", "assets.decimals", "chains.confirmations"])
    .where("assets.asset_id", "=", sql<string>`any(${[...new Set(assetIds)]}::text[])`)
    .execute();
  const found = new Map(rows.map((row) => [row.asset_id, row]));
  return assetIds.map((id) => {
    const row = found.get(id);
    if (!row) throw new Error(`${id} is not registered`);
    return { decimals: row.decimals, tiers: row.confirmations as ConfirmationTier[] };
  });
});

export async function selectObservedChains(db: Reader): Promise<ObservedChain[]> {
  const rows = await db
    .selectFrom("chains")
    .leftJoin("indexer_checkpoints as seen", "seen.chain_id", "chains.id")
    .selectAll("chains")
    .select(["seen.block_number", "seen.block_hash", "seen.finalized_number"])
    .orderBy("chains.id")
    .execute();
  return rows.map((row) => ({
    ...toChain(row),
    asOf:
      row.block_number === null || row.block_hash === null || row.finalized_number === null
        ? null
        : {
            chainId: row.id as ChainId,
            number: row.block_number,
            hash: row.block_hash as Bytes32,
            finalizedNumber: row.finalized_number,
          },
  }));
}

/** How far the chain's facts are taken in and final; -1 before the first. */
export async function readTakenIn(db: Reader, chainId: ChainId): Promise<number> {
  const row = await db
    .selectFrom("indexer_checkpoints")
    .select(["block_number", "finalized_number"])
    .where("chain_id", "=", chainId)
    .executeTakeFirst();
  return row ? Math.min(row.block_number, row.finalized_number) : -1;
}

function toAsset(row: Selectable<Tables["assets"]>): Asset {
  return {
    id: row.id as Id<"Asset">,
    assetId: row.asset_id as AssetId,
    chainId: row.chain_id as ChainId,
    token: row.token as Address,
    symbol: row.symbol,
    name: row.name,
    decimals: row.decimals,
    eip712Version: row.eip712_version,
    gasless: row.gasless as GaslessScheme[],
    minimumUnits: row.minimum_units,
    enabled: row.enabled,
  };
}

function toChain(row: Selectable<Tables["chains"]>): Chain {
  return {
    id: row.id as ChainId,
    name: row.name,
    livemode: row.livemode,
    genesisHash: row.genesis_hash as Bytes32,
    finality:
      row.finality_depth === null
        ? { kind: "TAG", tag: "finalized" }
        : { kind: "DEPTH", depth: row.finality_depth },
    confirmations: row.confirmations as ConfirmationTier[],
    contracts: row.contracts as ChainContracts,
    startBlock: row.start_block,
  };
}
