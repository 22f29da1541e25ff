export { type Asset, GASLESS_SCHEMES, type GaslessScheme } from "./asset.ts";
export type { TokenReader, TokenReading } from "./assets.ports.ts";
export type { Chain, ObservedChain } from "./chain.ts";
export { listAssets } from "./listAssets.ts";
export { listChains } from "./listChains.ts";
export { type RegisterAsset, registerAsset } from "./registerAsset.ts";
export { requireAsset } from "./requireAsset.ts";
export { requireChain } from "./requireChain.ts";
export { upsertChain } from "./upsertChain.ts";
