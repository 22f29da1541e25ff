import type { ChainFact } from "../../kernel/facts/chainFact.ts";
import type { CreditFactBody } from "../../kernel/facts/creditFacts.ts";

/** The facts about credit lines, their pledges and their pools. */
export type CreditFact = ChainFact<CreditFactBody>;
export type CreditFactName = CreditFactBody["name"];
export type FactNamed<Name extends CreditFactName> = Extract<CreditFact, { name: Name }>;
/** Those about one line. */
export type LineFact = Exclude<CreditFact, { name: "ReserveChanged" | "DrawFunded" | "Collected" }>;
