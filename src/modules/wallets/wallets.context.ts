import type { Clock } from "../../kernel/time/clock.ts";

/** What the use cases of this module are given once, by src/app. */
export interface WalletsContext {
  readonly clock: Clock;
  /** Origins of the pages on which wallets sign in, as browsers write them: https://shop.example. */
  readonly origins: readonly string[];
}
