import type { Tx } from "../../db/withTx.ts";
import { blaming } from "../../kernel/errors/blaming.ts";
import { forEachItem } from "../../kernel/errors/domainError.ts";
import { newId } from "../../kernel/ids/ids.ts";
import { requireAvailable } from "../ledger/index.ts";
import { draftPayouts, type PayoutOrder } from "./draftPayouts.ts";
import { limitPayouts } from "./limitPayouts.ts";
import { payoutBatchEvent } from "./payout.events.ts";
import type { Payout } from "./payout.ts";
import { countsOf, type PayoutBatch, requireBatchSize, sumsOf } from "./payoutBatch.ts";
import { insertPayoutBatch, tellOfBatch } from "./payoutBatches.store.ts";
import type { Maker, Owner, PayoutsContext } from "./payouts.context.ts";
import { reservePayouts } from "./reservePayouts.ts";

export interface CreatePayoutBatch extends Maker {
  readonly items: readonly PayoutOrder[];
  readonly merchantReference?: string | null;
}

/**
 * Reserves available money for many payouts, of any assets and chains: for all of them or for none. From then on each
 * ends by itself; what the chain refuses of one holds up no other.
 * Shape: a batch, and for each payout a row, a journal entry and an event, all at once.
 * @throws INVALID_INPUT, INSUFFICIENT_BALANCE, PAYOUT_LIMIT_EXCEEDED; DomainErrors of what createPayout refuses, with the place of each item
 */
export async function createPayoutBatch(
  tx: Tx,
  command: CreatePayoutBatch,
  context: PayoutsContext,
): Promise<PayoutBatch> {
  const { merchantId, livemode, items, merchantReference = null } = command;
  requireBatchSize(items);
  const at = context.clock.now();
  const id = newId("PayoutBatch");
  const drafted = await forEachItem(items, draftPayouts(tx, command, { payoutBatchId: id, at }));
  const payouts = await blaming("items", async () => {
    await requireSums(tx, command, drafted);
    return limitPayouts(tx, drafted);
  });
  const counts = countsOf(payouts);
  const batch: PayoutBatch = { id, merchantId, livemode, merchantReference, counts, createdAt: at };
  await insertPayoutBatch(tx, batch);
  await reservePayouts(tx, payouts);
  await tellOfBatch(tx, at, payoutBatchEvent("payout_batch.created", batch));
  return batch;
}

async function requireSums(tx: Tx, { merchantId }: Owner, payouts: readonly Payout[]): Promise<void> {
  for (const { asset, units } of sumsOf(payouts)) await requireAvailable(tx, merchantId, { asset, units });
}
