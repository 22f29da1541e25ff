import type { Tx } from "../../db/withTx.ts";
import { type AssetId, type ChainId, parseAssetId } from "../../kernel/ids/chainIds.ts";
import { newId } from "../../kernel/ids/ids.ts";
import { addSeconds } from "../../kernel/time/clock.ts";
import { planTransaction } from "../transactions/index.ts";
import type { DepositsContext } from "./deposits.context.ts";
import { failSweep } from "./endSweep.ts";
import { moved, type SweepPolicy } from "./sweep.ts";
import { findWorthSweeping, lockIdle, lockPlanned, saveSweep } from "./sweeps.store.ts";

/** Addresses looked at in one transaction. */
const AT_ONCE = 200;
/**
 * Items of one batch: 100 addresses that were never swept use about 5 M gas, the contract wants 1.75 M more than that
 * at its last one, and twice the estimate stays below the 16,777,216 of EIP-7825.
 */
const BATCH_ITEMS = 100;

/**
 * Plans sweeps of what is worth it, and ends those whose transaction found nothing to sweep.
 * Shape: one row for each address and token. Returns how many changed; repeat while it is not zero.
 */
export async function planSweeps(tx: Tx, policy: SweepPolicy, { clock }: DepositsContext): Promise<number> {
  const at = clock.now();
  const idle = await lockIdle(tx, AT_ONCE);
  for (const sweep of idle) await failSweep(tx, sweep, { failure: "NOTHING_SWEPT", retrySeconds: 0, at });
  const places = await findWorthSweeping(tx, {
    leastMinimums: policy.leastMinimums,
    olderThan: addSeconds(at, -policy.greatestAgeSeconds),
    at,
    limit: AT_ONCE,
  });
  for (const place of places) {
    await saveSweep(tx, {
      id: newId("Sweep"),
      ...place,
      status: "PLANNED",
      failure: null,
      amount: null,
      transactionId: null,
      factId: null,
      retryAt: null,
      createdAt: at,
      updatedAt: at,
      version: 1,
    });
  }
  return idle.length + places.length;
}

/**
 * Puts planned sweeps of one token on a chain into a transaction of the sweep lane. Sweeping twice does nothing, so that
 * an unknown outcome is never a loss.
 * Shape: locks the sweeps; sweeps and planned transaction commit together. Returns how many; repeat while it is not zero.
 * @param plannedBefore only where gas is dear: those that have waited for so long
 */
export async function submitSweeps(
  tx: Tx,
  { chainId, plannedBefore }: { readonly chainId: ChainId; readonly plannedBefore: Date | null },
  { clock, factory }: DepositsContext,
): Promise<number> {
  const planned = await lockPlanned(tx, { chainId, plannedBefore, limit: BATCH_ITEMS });
  const [first] = planned;
  if (!first) return 0;
  const at = clock.now();
  const token = tokenOf(first.sweep.asset);
  const transaction = await planTransaction(tx, {
    chainId,
    lane: "sweep",
    purpose: "sweepBatch",
    call: factory.sweepBatchCall(
      chainId,
      token,
      planned.map(({ address }) => address),
    ),
    at,
  });
  for (const { sweep } of planned) {
    await saveSweep(tx, moved(sweep, { status: "SUBMITTED", transactionId: transaction.id, updatedAt: at }));
  }
  return planned.length;
}

function tokenOf(asset: AssetId) {
  return parseAssetId(asset).token;
}
