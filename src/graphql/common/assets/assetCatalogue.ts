import type { AssetId, ChainId } from "../../../kernel/ids/chainIds.ts";
import type { AssetServices } from "../services.ts";
import { type Asset, toAsset } from "./asset.type.ts";
import { type Chain, toChain } from "./chain.type.ts";

interface Reading {
  readonly at: number;
  readonly chains: ReadonlyMap<ChainId, Chain>;
  readonly assets: ReadonlyMap<AssetId, Asset>;
}

/** A reading younger than this is used as it is. */
const FRESH_MS = 1_000;
/** One older than this is never used. */
const STALE_MS = 3_000;

/** All chains and assets, kept near: there are few, so that amounts need no loader. */
export class AssetCatalogue {
  readonly #services: AssetServices;
  #reading: Reading = { at: Number.NEGATIVE_INFINITY, chains: new Map(), assets: new Map() };
  #underWay: Promise<void> | undefined;

  constructor(services: AssetServices) {
    this.#services = services;
  }

  get chains(): readonly Chain[] {
    return [...this.#reading.chains.values()];
  }

  get assets(): readonly Asset[] {
    return [...this.#reading.assets.values()];
  }

  /** Sees to it that the catalogue is three seconds old at most. Under load nobody waits for it; the first request
   *  after a pause does. */
  refresh(): Promise<void> | undefined {
    const age = performance.now() - this.#reading.at;
    if (age < FRESH_MS) return undefined;
    const reading = this.#read();
    if (age > STALE_MS) return reading;
    reading.catch(() => undefined); // whoever comes once it is stale meets the failure
    return undefined;
  }

  /** Reads it now, also when it is fresh. */
  async renew(): Promise<void> {
    await this.#underWay?.catch(() => undefined); // began before we were asked
    await this.#read();
  }

  asset(assetId: AssetId): Asset {
    const asset = this.#reading.assets.get(assetId);
    if (asset) return asset;
    throw new Error(`${assetId} is not in the catalogue yet`); // registered within the last three seconds
  }

  chain(chainId: ChainId): Chain {
    const chain = this.#reading.chains.get(chainId);
    if (chain) return chain;
    throw new Error(`${chainId} is not in the catalogue yet`);
  }

  #read(): Promise<void> {
    this.#underWay ??= this.#load().finally(() => {
      this.#underWay = undefined;
    });
    return this.#underWay;
  }

  async #load(): Promise<void> {
    const at = performance.now();
    const [observed, registered] = await Promise.all([
      this.#services.listChains(),
      this.#services.listAssets(),
    ]);
    const chains = new Map(observed.map((chain) => [chain.id, toChain(chain)]));
    const assets = new Map<AssetId, Asset>();
    for (const asset of registered) {
      const chain = chains.get(asset.chainId);
      if (chain) assets.set(asset.assetId, toAsset(asset, chain));
    }
    this.#reading = { at, chains, assets };
  }
}
