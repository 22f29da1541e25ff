import type { ChainFact, FactBody } from "../../kernel/facts/chainFact.ts";

/** The facts that are about a merchant's settlement account. */
export type PayoutFactName =
  | "PayoutSent"
  | "PayoutFailed"
  | "RecipientSet"
  | "PayoutAddressSet"
  | "BalanceUpdated";
export type PayoutFact = ChainFact<Extract<FactBody, { name: PayoutFactName }>>;
export type FactNamed<Name extends PayoutFactName> = Extract<PayoutFact, { name: Name }>;

/** The contract's BalanceKind, by its numbers.
 *  @see contracts/types/Settlement.sol */
export const BALANCE_KIND = { DEPOSIT: 2, WITHDRAWAL: 3 } as const;
