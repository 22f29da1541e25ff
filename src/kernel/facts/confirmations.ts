import { isBelow } from "../money/tokenAmount.ts";

/** How many blocks a payment of less than an amount needs before it counts. */
export interface ConfirmationTier {
  /** In whole tokens, exclusive; null in the last tier, which has no limit. */
  readonly below: string | null;
  /** Its own block and those upon it. */
  readonly blocks: number;
}

/** A payment counts as soon as it is in a block. */
export const IN_A_BLOCK: readonly ConfirmationTier[] = [{ below: null, blocks: 1 }];

/**
 * Blocks that a payment needs, its own included: those of the first tier that it is in.
 * Units: the asset's smallest, of which a whole token has 10^decimals.
 */
export function confirmationsFor(
  tiers: readonly ConfirmationTier[],
  amount: { readonly units: bigint; readonly decimals: number },
): number {
  const tier = tiers.find(({ below }) => below === null || isBelow(amount, below));
  if (!tier) throw new Error("the last tier has no limit");
  return tier.blocks;
}
