import type { CreditContracts } from "../../kernel/facts/contractCall.ts";
import type { Address } from "../../kernel/ids/chainIds.ts";

/** The token that a credit line lends. */
export function tokenOfCredit(credit: readonly CreditContracts[], creditLine: Address): Address | undefined {
  return credit.find((each) => each.creditLine === creditLine)?.token;
}

/** The token that a pool holds. */
export function tokenOfPool(credit: readonly CreditContracts[], creditPool: Address): Address | undefined {
  return credit.find((each) => each.creditPool === creditPool)?.token;
}
