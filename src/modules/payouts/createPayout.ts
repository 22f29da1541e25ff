import type { Tx } from "../../db/withTx.ts";
import { requireAvailable } from "../ledger/index.ts";
import { draftPayouts, type PayoutOrder } from "./draftPayouts.ts";
import { limitPayouts } from "./limitPayouts.ts";
import type { Payout } from "./payout.ts";
import type { Maker, PayoutsContext } from "./payouts.context.ts";
import { reservePayouts } from "./reservePayouts.ts";

export interface CreatePayout extends Maker, PayoutOrder {}

/**
 * Reserves available money for a payout; a worker sends it, once enough people have approved what needs it.
 * Shape: one insert, a journal entry and an event.
 * @throws ASSET_UNKNOWN, ASSET_WRONG_MODE, NOT_FOUND, RECIPIENT_NOT_ACTIVE, ADDRESS_WRONG_CHAIN, INSUFFICIENT_BALANCE,
 *   SETTLEMENT_ACCOUNT_MISSING, PAYOUT_LIMIT_EXCEEDED, AMOUNT_PRECISION, AMOUNT_NOT_POSITIVE, AMOUNT_TOO_LARGE
 * @see contracts/interfaces/ISettlement.sol payoutBatch
 */
export async function createPayout(tx: Tx, command: CreatePayout, context: PayoutsContext): Promise<Payout> {
  const draft = draftPayouts(tx, command, { payoutBatchId: null, at: context.clock.now() });
  const drafted = await draft(command);
  await requireAvailable(tx, command.merchantId, { asset: drafted.asset, units: drafted.amount });
  const [payout = drafted] = await limitPayouts(tx, [drafted]);
  await reservePayouts(tx, [payout]);
  return payout;
}
