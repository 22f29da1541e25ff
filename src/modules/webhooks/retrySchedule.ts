import { addSeconds } from "../../kernel/time/clock.ts";

const MINUTE = 60;
const HOUR = 3_600;

/** Seconds before the second, third … attempt: about 69 hours in all. */
export const RETRY_DELAYS_SECONDS: readonly number[] = [
  5,
  30,
  2 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  6 * HOUR,
  12 * HOUR,
  24 * HOUR,
  24 * HOUR,
];

/** When to try again after `failedAttempts` failures; undefined when the schedule is used up.
 *  `random` lies in [0, 1) and spreads the delay by 10 % to either side. */
export function nextAttemptAt(failure: {
  failedAttempts: number;
  at: Date;
  random: number;
}): Date | undefined {
  const delay = RETRY_DELAYS_SECONDS[failure.failedAttempts - 1];
  return delay === undefined ? undefined : addSeconds(failure.at, delay * (0.9 + 0.2 * failure.random));
}
