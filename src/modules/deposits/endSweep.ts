import type { Tx } from "../../db/withTx.ts";
import type { ChainTransactionId } from "../../kernel/ids/ids.ts";
import { addSeconds } from "../../kernel/time/clock.ts";
import type { DepositsContext } from "./deposits.context.ts";
import { moved, type Sweep, sweepEvent } from "./sweep.ts";
import { lockSweepsOfTransaction, saveSweep } from "./sweeps.store.ts";

/** After its transaction died, whatever it met may be gone soon. */
const RETRY_SECONDS = 60;

/** It is proven not to have happened: the money is where it was, and is planned for again. */
export async function failSweep(
  tx: Tx,
  sweep: Sweep,
  end: { readonly failure: string; readonly retrySeconds: number; readonly at: Date },
): Promise<void> {
  const failed = moved(sweep, {
    status: "FAILED",
    failure: end.failure,
    retryAt: addSeconds(end.at, end.retrySeconds),
    updatedAt: end.at,
  });
  await saveSweep(tx, failed, [sweepEvent("sweep.failed", failed)]);
}

/**
 * Takes note that a transaction will never do what it was planned for; one that took no nonce is planned anew.
 * Shape: locks its sweeps.
 */
export async function transactionDied(
  tx: Tx,
  dead: { id: ChainTransactionId; status: string; failure: string | null },
  { clock }: DepositsContext,
): Promise<void> {
  const at = clock.now();
  for (const sweep of await lockSweepsOfTransaction(tx, dead.id)) {
    if (sweep.status !== "SUBMITTED") continue;
    if (dead.status === "WITHDRAWN") {
      await saveSweep(tx, moved(sweep, { status: "PLANNED", transactionId: null, updatedAt: at }));
    } else {
      await failSweep(tx, sweep, { failure: dead.failure ?? dead.status, retrySeconds: RETRY_SECONDS, at });
    }
  }
}
