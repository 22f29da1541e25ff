import type { MerchantId } from "../../kernel/ids/ids.ts";
import type { PayoutsContext } from "../payouts/index.ts";

/** What the use cases of this module are given once, by src/app. */
export interface SettlementContext extends PayoutsContext {
  /** Signs the links to statements. */
  readonly secretKey: Uint8Array;
}

/** Whose world a command acts in. */
export interface Owner {
  readonly merchantId: MerchantId;
  readonly livemode: boolean;
}
