import type { CreditTerms } from "../../kernel/facts/creditFacts.ts";
import type { UnixSeconds } from "../../kernel/time/clock.ts";
import type { CreditLineStatus, CreditState, LineTerms } from "./credit.ts";
import type { FactNamed, LineFact } from "./facts.ts";

/** The contract's CreditStatus, by its numbers. @see contracts/types/Credit.sol */
const STATUS_OF: readonly CreditLineStatus[] = [
  "REORGED",
  "ACTIVE",
  "FROZEN",
  "LATE",
  "DEFAULTED",
  "WRITTEN_OFF",
  "CLOSED",
];

/** A line right after it was opened; its status follows in an event of its own. */
export function openedState({ terms }: FactNamed<"CreditOpened">): CreditState {
  return {
    status: "REORGED",
    ...acceptedOf(terms),
    amendments: 0,
    principal: 0n,
    interest: 0n,
    dueAt: null,
    paid: 0n,
    poolLoss: 0n,
    reserveLoss: 0n,
  };
}

/** A line after a fact, all figures being the contract's own word. Undoing is adding up the facts that are left. */
export function stateAfter(state: CreditState, fact: LineFact): CreditState {
  switch (fact.name) {
    case "CreditOpened":
      return openedState(fact);
    case "CreditAmended": {
      const { principal, interest, dueAt } = fact;
      const amendments = state.amendments + 1;
      return { ...state, ...acceptedOf(fact.terms), principal, interest, dueAt: dueAt || null, amendments };
    }
    case "CreditDrawn":
    case "CreditRepaid":
    case "CreditWaived":
      return { ...state, principal: fact.principal, interest: fact.interest };
    case "CreditDueChanged":
      return { ...state, dueAt: fact.dueAt || null, paid: fact.paid };
    case "CreditStatusChanged":
      return { ...state, status: statusOf(fact.to) };
    case "CreditLimitLowered":
      return { ...state, limit: fact.limit, amendments: fact.amendments };
    case "DefaultDeclared": {
      const loss = fact.principalLoss + fact.interestLoss;
      return { ...state, poolLoss: loss - fact.coveredByReserve, reserveLoss: fact.coveredByReserve };
    }
    case "CreditWrittenOff":
      return { ...state, principal: 0n, interest: 0n };
    case "LossRecovered":
      return { ...state, poolLoss: fact.poolLoss, reserveLoss: fact.reserveLoss };
    case "Pledged":
    case "PledgeReleased":
      return state;
  }
}

function statusOf(number: number): CreditLineStatus {
  const status = STATUS_OF[number];
  if (!status) throw new Error(`the contract has no status ${number}`);
  return status;
}

function acceptedOf(terms: CreditTerms): Pick<CreditState, "limit" | "terms" | "attestation"> {
  const { aprBps, lateAprBps, holdbackBps, advanceRateBps, originationBps } = terms;
  const { gracePeriod, period, minPayment, maturity, limit, attestation } = terms;
  const rates = { aprBps, lateAprBps, holdbackBps, advanceRateBps, originationBps };
  const times = { gracePeriod, period, minPayment, maturity: maturity as UnixSeconds };
  return { limit, attestation, terms: { ...rates, ...times } satisfies LineTerms };
}
