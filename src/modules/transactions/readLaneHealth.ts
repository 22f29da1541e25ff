import type { Tx } from "../../db/withTx.ts";
import type { ChainId } from "../../kernel/ids/chainIds.ts";
import type { LaneHealth } from "./laneHealth.ts";
import { readLane } from "./lanes.store.ts";
import type { Lane } from "./transaction.ts";

/** Counts of one lane, read in one statement. */
export async function readLaneHealth(tx: Tx, key: { chainId: ChainId; lane: Lane }): Promise<LaneHealth> {
  return { lane: key.lane, ...(await readLane(tx, key)) };
}
