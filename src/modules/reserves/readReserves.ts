import type { Reader } from "../../db/read.ts";
import { type AssetId, type Bytes32, type ChainId, parseAssetId } from "../../kernel/ids/chainIds.ts";
import type { MerchantId } from "../../kernel/ids/ids.ts";
import type { ProofStep, ReservesContext } from "./reserves.context.ts";
import { anchoredEpoch, readLeaves, readTotals } from "./reserves.store.ts";
import type { ReserveEpoch, ReserveTotal } from "./reserves.ts";

/** An anchored epoch as everybody may see it. */
export interface Reserves extends ReserveEpoch {
  readonly totals: readonly ReserveTotal[];
}

/** That a merchant's part is in an anchored root. */
export interface InclusionProof {
  readonly reserves: Reserves;
  readonly asset: AssetId;
  readonly merchantId: MerchantId;
  readonly salt: Bytes32;
  readonly held: bigint;
  readonly balances: bigint;
  readonly steps: readonly ProofStep[];
}

/** The newest anchored epoch of a chain, or the one asked for; undefined when there is none. */
export async function readReserves(
  db: Reader,
  { chainId, epoch }: { readonly chainId: ChainId; readonly epoch: number | null },
): Promise<Reserves | undefined> {
  const found = await anchoredEpoch(db, chainId, epoch);
  return found && { ...found, totals: await readTotals(db, found) };
}

/** A merchant's own proof; undefined when it was owed nothing, or the epoch is not anchored. */
export async function proveInclusion(
  db: Reader,
  order: { readonly merchantId: MerchantId; readonly asset: AssetId; readonly epoch: number | null },
  { gateway }: Pick<ReservesContext, "gateway">,
): Promise<InclusionProof | undefined> {
  const { merchantId, asset, epoch } = order;
  const reserves = await readReserves(db, { chainId: parseAssetId(asset).chainId, epoch });
  if (!reserves) return undefined;
  const leaves = await readLeaves(db, reserves, asset);
  const position = leaves.findIndex(({ owner }) => owner === merchantId);
  const leaf = leaves[position];
  if (!leaf) return undefined;
  const { salt, held, balances } = leaf;
  const steps = gateway.proofOf(asset, leaves, position);
  return { reserves, asset, merchantId, salt, held, balances, steps };
}
