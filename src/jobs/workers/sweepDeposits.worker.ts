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
 * @param feePerGas what a chain asks for now, in wei; throws when it cannot be asked: its sweeps wait, and those of no other chain
 */
export function sweepDepositsPass(
  database: Database,
  context: DepositsContext,
  { policy, feePerGas }: { policy: SweepPolicy; feePerGas: (chainId: ChainId) => Promise<bigint> },
): Pass {
  async function submit(chainId: ChainId): Promise<number> {
    const isDear = (await feePerGas(chainId)) > policy.greatestFeePerGas;
    const plannedBefore = isDear ? addSeconds(context.clock.now(), -policy.greatestAgeSeconds) : null;
    return withTx(database, SYSTEM, (tx) => submitSweeps(tx, { chainId, plannedBefore }, context));
  }
  return async () => {
    const planned = await withTx(database, SYSTEM, (tx) => planSweeps(tx, policy, context));
    const failures: unknown[] = [];
    let submitted = 0;
    for (const chainId of await withTx(database, SYSTEM, chainsWithPlanned)) {
      await submit(chainId).then(
        (count) => {
          submitted += count;
        },
        (error: unknown) => failures.push(error),
      );
    }
    if (failures.length > 0) throw failures[0];
    return planned + submitted > 0;
  };
}
