import type { Tx } from "../../db/withTx.ts";
import type { ChainId } from "../../kernel/ids/chainIds.ts";
import { addSeconds } from "../../kernel/time/clock.ts";
import { requireKnownChain } from "../assets/index.ts";
import type { ReconciliationContext } from "./reconciliation.context.ts";
import type { ReconciliationRun } from "./reconciliation.ts";
import { findRequested, insertRun, lastRequestedAt } from "./runs.store.ts";

/** Asks for a run of a chain; one that waits already is it. @throws CHAIN_UNKNOWN */
export async function requestRun(
  tx: Tx,
  { chainId, isFull }: { readonly chainId: ChainId; readonly isFull: boolean },
  { clock }: Pick<ReconciliationContext, "clock">,
): Promise<ReconciliationRun> {
  await requireKnownChain(tx, chainId);
  return insertRun(tx, { chainId, isFull, at: clock.now() });
}

/** The run of a chain that waits, or that is due by the schedule; undefined when there is nothing to do. */
export async function dueRun(
  tx: Tx,
  chainId: ChainId,
  { clock, everySeconds }: Pick<ReconciliationContext, "clock" | "everySeconds">,
): Promise<ReconciliationRun | undefined> {
  const requested = await findRequested(tx, chainId);
  if (requested) return requested;
  const last = await lastRequestedAt(tx, chainId);
  if (last && addSeconds(last, everySeconds) > clock.now()) return undefined;
  return insertRun(tx, { chainId, isFull: false, at: clock.now() });
}
