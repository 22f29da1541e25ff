import type { MerchantId } from "../../kernel/ids/ids.ts";
import type { Clock } from "../../kernel/time/clock.ts";
import type { DepositGateway } from "../deposits/index.ts";
import type { EscrowGateway } from "./payments.ports.ts";

/** What the use cases of this module are given once, by src/app. */
export interface PaymentsContext {
  readonly clock: Clock;
  readonly escrow: EscrowGateway;
  readonly deposits: DepositGateway;
  /** Key from which client secrets are derived; at least 32 bytes. */
  readonly secretKey: Uint8Array;
}

/** Whose world a command acts in. */
export interface Owner {
  readonly merchantId: MerchantId;
  readonly livemode: boolean;
}
