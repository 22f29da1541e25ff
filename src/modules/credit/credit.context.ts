import type { CreditContracts } from "../../kernel/facts/contractCall.ts";
import type { ChainId } from "../../kernel/ids/chainIds.ts";
import type { MerchantId } from "../../kernel/ids/ids.ts";
import type { Clock } from "../../kernel/time/clock.ts";

/** What the use cases of this module are given once, by src/app. */
export interface CreditContext {
  readonly clock: Clock;
  /** The credit contracts of a chain. */
  creditOf(chainId: ChainId): readonly CreditContracts[];
}

/** Whose world a command acts in. */
export interface Owner {
  readonly merchantId: MerchantId;
  readonly livemode: boolean;
}
