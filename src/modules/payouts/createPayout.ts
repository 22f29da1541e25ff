import type { Tx } from "../../db/withTx.ts";
import { requireAvailable } from "../ledger/index.ts";
import { draftPayouts, type PayoutOrder } from "./draftPayouts.ts";
import type { Payout } from "./payout.ts";
import type { Owner, PayoutsContext } from "./payouts.context.ts";
import { reservePayouts } from "./reservePayouts.ts";

export interface CreatePayout extends Owner, PayoutOrder {}

/**
 * Reserves available money for a payout; a worker sends it.
 * Shape: one insert, a journal entry and an event.
 * @throws ASSET_UNKNOWN, ASSET_WRONG_MODE, NOT_FOUND, RECIPIENT_NOT_ACTIVE, ADDRESS_WRONG_CHAIN, INSUFFICIENT_BALANCE,
 *   SETTLEMENT_ACCOUNT_MISSING, AMOUNT_PRECISION, AMOUNT_NOT_POSITIVE, AMOUNT_TOO_LARGE
 * @see contracts/interfaces/ISettlement.sol payoutBatch
 */
export async function createPayout(tx: Tx, command: CreatePayout, context: PayoutsContext): Promise<Payout> {
  const draft = draftPayouts(tx, command, { payoutBatchId: null, at: context.clock.now() });
  const payout = await draft(command);
  await requireAvailable(tx, command.merchantId, { asset: payout.asset, units: payout.amount });
  await reservePayouts(tx, [payout]);
  return payout;
}
