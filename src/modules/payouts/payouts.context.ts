import type { MemberId, MerchantId } from "../../kernel/ids/ids.ts";
import type { Clock } from "../../kernel/time/clock.ts";
import type { SettlementGateway } from "./payouts.ports.ts";

/** What the use cases of this module are given once, by src/app. */
export interface PayoutsContext {
  readonly clock: Clock;
  readonly settlement: SettlementGateway;
}

/** Whose world a command acts in. */
export interface Owner {
  readonly merchantId: MerchantId;
  readonly livemode: boolean;
}

/** Who asks for payouts. */
export interface Maker extends Owner {
  /** The person behind the key; absent when nobody knows. */
  readonly requestedBy?: MemberId | null;
}
