import type { ChainFact, FactBody } from "../../kernel/facts/chainFact.ts";

/** The facts that are about a merchant's settlement account. */
export type PayoutFactName =
  | "PayoutSent"
  | "PayoutFailed"
  | "RecipientSet"
  | "PayoutAddressSet"
  | "BalanceUpdated";
export type PayoutFactBody = Extract<FactBody, { name: PayoutFactName }>;
export type PayoutFact = ChainFact<PayoutFactBody>;
export type FactNamed<Name extends PayoutFactName> = Extract<PayoutFact, { name: Name }>;

/** The contract's BalanceKind, by its numbers.
 *  @see contracts/types/Settlement.sol */
export const BALANCE_KIND = { DEPOSIT: 2, WITHDRAWAL: 3, REPAYMENT: 11 } as const;

/**
 * What a fact changes. What a merchant put in, or what a capture brought, only adds to its balances; every other fact
 * may depend on what they are.
 */
export function factKey(fact: PayoutFactBody): string | null {
  if (fact.name !== "BalanceUpdated" || fact.kind === BALANCE_KIND.WITHDRAWAL) return null;
  if (fact.kind === BALANCE_KIND.REPAYMENT) return null;
  return `balance ${fact.account} ${fact.ref}`;
}
