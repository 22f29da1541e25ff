import type { ChainId } from "../../kernel/ids/chainIds.ts";
import {
  dueRun,
  noteFailure,
  type ReconciliationContext,
  runReconciliation,
} from "../../modules/reconciliation/index.ts";
import type { Pass } from "../loop.ts";

/** Does the run of one chain that waits or is due; one that fails says why and is tried again. */
export function reconcileChainPass(chainId: ChainId, context: ReconciliationContext): Pass {
  return async () => {
    const run = await context.inTx((tx) => dueRun(tx, chainId, context));
    if (!run) return false;
    try {
      await runReconciliation(run, context);
    } catch (error) {
      const failure = error instanceof Error ? error.message : String(error);
      await context.inTx((tx) => noteFailure(tx, run.id, failure));
      throw error;
    }
    return false;
  };
}
