import type { Tx } from "../../db/withTx.ts";
import { DomainError } from "../../kernel/errors/domainError.ts";
import type { MerchantId } from "../../kernel/ids/ids.ts";
import type { TokenAmount } from "../../kernel/money/tokenAmount.ts";
import { availableUnits } from "./availableUnits.ts";

/**
 * Refuses, with the figures, what a merchant's available balance does not cover. The posting that follows refuses it
 * too, for whoever was faster in between.
 * @throws INSUFFICIENT_BALANCE
 */
export async function requireAvailable(tx: Tx, merchantId: MerchantId, wanted: TokenAmount): Promise<void> {
  const available = await availableUnits(tx, merchantId, wanted.asset);
  if (available >= wanted.units) return;
  throw new DomainError("INSUFFICIENT_BALANCE", "The available balance is too small.", {
    evidence: { availableUnits: available.toString(), requiredUnits: wanted.units.toString() },
    path: ["input", "amount"],
  });
}
