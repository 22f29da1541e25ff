import type { CreditReading } from "./credit.ports.ts";

/** Every reason for which a line cannot be drawn, with what helps. */
export const CREDIT_BLOCKERS = {
  LINE_NOT_ACTIVE: "The line is frozen, late, in default or ended; close it and open another.",
  OVERDUE_DRAWS: "A payment is overdue past its grace, or the line is past its maturity; repay first.",
  LIMIT_REACHED: "The debt would pass the line's limit; repay first.",
  INSUFFICIENT_COLLATERAL: "The pledged holds carry no more; pledge others.",
  PLATFORM_LIMIT_REACHED: "All lines together are at their ceiling.",
  POOL_EXHAUSTED: "The lenders' pool has too little idle money just now.",
  LIEN_TAKEN: "Another credit line has the first claim on this account's captures.",
  COMPLIANCE: "The compliance gate does not clear the account.",
  PAUSED: "Draws are paused.",
  CONSENT_REVOKED: "The consent to be judged by your sales was taken back.",
  ATTESTATION_EXPIRED:
    "The figures that the line was decided by are older than 180 days; request another line.",
  PENDING_FEES: "The account owes the platform for money that it withdrew though it was promised.",
} as const;
export type CreditBlocker = keyof typeof CREDIT_BLOCKERS;

/** The contracts' errors, as blockers. */
const OF_ERROR: Readonly<Record<string, CreditBlocker>> = {
  LineNotActive: "LINE_NOT_ACTIVE",
  PastDue: "OVERDUE_DRAWS",
  ExceedsAvailableCredit: "LIMIT_REACHED",
  BorrowingBaseShortfall: "INSUFFICIENT_COLLATERAL",
  PledgesRequired: "INSUFFICIENT_COLLATERAL",
  HoldNotLive: "INSUFFICIENT_COLLATERAL",
  HoldExpiresTooSoon: "INSUFFICIENT_COLLATERAL",
  HoldMismatch: "INSUFFICIENT_COLLATERAL",
  AlreadyPledged: "INSUFFICIENT_COLLATERAL",
  OperatorNotPledgeable: "INSUFFICIENT_COLLATERAL",
  GlobalLimitExceeded: "PLATFORM_LIMIT_REACHED",
  InsufficientLiquidity: "POOL_EXHAUSTED",
  LienTaken: "LIEN_TAKEN",
  Blocked: "COMPLIANCE",
  EntryPaused: "PAUSED",
};

/**
 * Why a line cannot be drawn now, in the order of the table; none: a draw of what is available would be taken.
 * @param refusal the contract's error about such a draw; null when it would take it
 * @param owed what the merchant owes the platform otherwise, in units
 */
export function blockersOf(given: {
  readonly reading: CreditReading;
  readonly isSecured: boolean;
  readonly refusal: string | null;
  readonly owed: bigint;
}): CreditBlocker[] {
  const { reading, isSecured, refusal, owed } = given;
  const found = new Set<CreditBlocker>();
  if (!reading.isActive) found.add("LINE_NOT_ACTIVE");
  if (reading.isPastDue) found.add("OVERDUE_DRAWS");
  // That holds must come along with a draw is no blocker as long as those pledged carry more.
  const isOnlyAsked = isSecured && refusal === "PledgesRequired";
  if (isOnlyAsked && reading.borrowingBase <= reading.payoff) found.add("INSUFFICIENT_COLLATERAL");
  const named = refusal === null || isOnlyAsked ? undefined : OF_ERROR[refusal];
  if (named) found.add(named);
  if (owed > 0n) found.add("PENDING_FEES");
  return (Object.keys(CREDIT_BLOCKERS) as CreditBlocker[]).filter((blocker) => found.has(blocker));
}

/** The blocker that an error of the contracts stands for. */
export function blockerOfError(error: string): CreditBlocker | undefined {
  return OF_ERROR[error];
}
