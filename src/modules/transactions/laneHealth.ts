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
  /** Since when the chain shows transactions of the lane that we do not know; it sends nothing until they are known. */
  readonly outOfStepSince: Date | null;
}
