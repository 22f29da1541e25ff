import type { ChainFact } from "../../kernel/facts/chainFact.ts";
import type { CreditFactBody } from "../../kernel/facts/creditFacts.ts";

/** The facts about credit lines, their pledges and their pools. */
export type CreditFact = ChainFact<CreditFactBody>;
export type CreditFactName = CreditFactBody["name"];
export type FactNamed<Name extends CreditFactName> = Extract<CreditFact, { name: Name }>;
/** Those about pool and reserve, and no line. */
const POOL_FACTS = [
  "ReserveChanged",
  "DrawFunded",
  "Collected",
  "Deposit",
  "Withdraw",
  "RedeemClaimed",
  "SurplusTaken",
] as const satisfies CreditFactName[];
export type PoolFact = FactNamed<(typeof POOL_FACTS)[number]>;
/** Those about one line. */
export type LineFact = Exclude<CreditFact, PoolFact>;

const POOL_NAMES = new Set<string>(POOL_FACTS);

export function isAboutLine(fact: CreditFact): fact is LineFact {
  return !POOL_NAMES.has(fact.name);
}
