import type { ChainId } from "../../kernel/ids/chainIds.ts";
import { driveEpochs, type ReservesContext } from "../../modules/reserves/index.ts";
import type { Pass } from "../loop.ts";

/** Takes snapshots of one chain's debts and anchors the ledger to them. */
export function anchorLedgerPass(chainId: ChainId, context: ReservesContext): Pass {
  return () => driveEpochs(chainId, context);
}
