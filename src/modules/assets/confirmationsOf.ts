import type { Tx } from "../../db/withTx.ts";
import { confirmationsFor } from "../../kernel/facts/confirmations.ts";
import type { TokenAmount } from "../../kernel/money/tokenAmount.ts";
import { readConfirmationRule } from "./assets.store.ts";

/** Blocks that an authorization of this amount needs before it counts, its own included; by its chain's tiers. */
export async function confirmationsOf(tx: Tx, { asset, units }: TokenAmount): Promise<number> {
  const { decimals, tiers } = await readConfirmationRule(tx, asset);
  return confirmationsFor(tiers, { units, decimals });
}
