import type { Database } from "../../db/database.ts";
import { SYSTEM, withTx } from "../../db/withTx.ts";
import type { ChainId } from "../../kernel/ids/chainIds.ts";
import { addSeconds } from "../../kernel/time/clock.ts";
import {
  chainsWithPlanned,
  type DepositsContext,
  planSweeps,
  type SweepPolicy,
  submitSweeps,
} from "../../modules/deposits/index.ts";
import type { Pass } from "../loop.ts";

/**
 * Plans what is worth a sweep and hands it to the sweep lane, batch by batch. Where gas is dearer than the policy allows
 * only what has waited for too long is swept.
 * @param feePerGas what a chain asks for now, in wei; throws when it cannot be asked, and its sweeps wait
 */
export function sweepDepositsPass(
  database: Database,
  context: DepositsContext,
  { policy, feePerGas }: { policy: SweepPolicy; feePerGas: (chainId: ChainId) => Promise<bigint> },
): Pass {
  return async () => {
    const planned = await withTx(database, SYSTEM, (tx) => planSweeps(tx, policy, context));
    let submitted = 0;
    for (const chainId of await withTx(database, SYSTEM, chainsWithPlanned)) {
      const isDear = (await feePerGas(chainId)) > policy.greatestFeePerGas;
      const plannedBefore = isDear ? addSeconds(context.clock.now(), -policy.greatestAgeSeconds) : null;
      submitted += await withTx(database, SYSTEM, (tx) =>
        submitSweeps(tx, { chainId, plannedBefore }, context),
      );
    }
    return planned + submitted > 0;
  };
}
