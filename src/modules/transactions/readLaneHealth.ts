import type { Tx } from "../../db/withTx.ts";
import type { ChainId } from "../../kernel/ids/chainIds.ts";
import { readLane } from "./lanes.store.ts";
import type { Lane } from "./transaction.ts";

/** How a lane does, for metrics and alarms. */
export interface LaneHealth {
  readonly lane: Lane;
  /** Planned ones that wait for a nonce. */
  readonly waiting: number;
  /** Those with a nonce that are not mined. */
  readonly unmined: number;
  /** Mined ones that are not final. */
  readonly unfinal: number;
  /** Those that the signer would not sign when it was last asked. */
  readonly refused: number;
  /** Since when the lowest unmined nonce is on its way; null when there is none. An old one holds up the lane. */
  readonly stuckSince: Date | null;
}

/** Counts of one lane, read in one statement. */
export async function readLaneHealth(tx: Tx, key: { chainId: ChainId; lane: Lane }): Promise<LaneHealth> {
  return { lane: key.lane, ...(await readLane(tx, key)) };
}
