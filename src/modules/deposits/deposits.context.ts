import type { Clock } from "../../kernel/time/clock.ts";
import type { DepositGateway } from "./deposits.ports.ts";

/** What the use cases of this module are given once, by src/app. */
export interface DepositsContext {
  readonly clock: Clock;
  readonly factory: DepositGateway;
}
