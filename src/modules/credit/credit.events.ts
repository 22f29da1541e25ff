import type { DomainEvent, EventType } from "../../kernel/events/domainEvent.ts";
import type { CreditLine, CreditLineStatus } from "./credit.ts";
import type { LineFact } from "./facts.ts";

export type CreditEventType = Extract<EventType, `credit_line.${string}`>;

const OF_STATUS: Record<CreditLineStatus, CreditEventType | null> = {
  REORGED: null,
  ACTIVE: "credit_line.opened",
  FROZEN: "credit_line.frozen",
  LATE: "credit_line.late",
  DEFAULTED: null, // told by the loss
  WRITTEN_OFF: "credit_line.written_off",
  CLOSED: "credit_line.closed",
};

/** What a merchant is told of a fact about its line; `after` is the line with it. */
export function eventOf(fact: LineFact, before: CreditLine, after: CreditLine): CreditEventType | null {
  switch (fact.name) {
    case "CreditStatusChanged":
      return OF_STATUS[after.status];
    case "CreditAmended":
      return "credit_line.amended";
    case "CreditDrawn":
      return "credit_line.drawn";
    case "CreditRepaid":
      return "credit_line.repaid";
    case "CreditLimitLowered":
      return "credit_line.limit_lowered";
    case "CreditWaived":
      return "credit_line.waived";
    case "DefaultDeclared":
      return "credit_line.defaulted";
    case "LossRecovered":
      return "credit_line.recovered";
    case "CreditDueChanged":
      return isCured(fact.blockTimestamp, before, after) ? "credit_line.cured" : null;
    default:
      return null;
  }
}

/** The due date of a late line moved so far that nothing is overdue past its grace. */
function isCured(at: number, before: CreditLine, after: CreditLine): boolean {
  const lateFrom = ({ dueAt, terms }: CreditLine) => (dueAt === null ? null : dueAt + terms.gracePeriod);
  const [was, is] = [lateFrom(before), lateFrom(after)];
  return before.status === "LATE" && was !== null && at >= was && (is === null || at < is);
}

/** Amounts are strings of the asset's smallest units, interest of 1e-9 of it. */
export function lineEvents(type: CreditEventType | null, line: CreditLine): DomainEvent[] {
  if (type === null || line.merchantId === null) return [];
  return [
    {
      type,
      merchantId: line.merchantId,
      livemode: line.livemode,
      objectId: line.id,
      snapshot: {
        id: line.id,
        object: "credit_line",
        status: line.status,
        assetId: line.asset,
        account: `${line.chainId}:${line.account}`,
        limit: line.limit.toString(),
        principal: line.principal.toString(),
        interest: line.interest.toString(),
        dueAt: line.dueAt === null ? null : new Date(line.dueAt * 1_000).toISOString(),
        version: line.version,
      },
    },
  ];
}
