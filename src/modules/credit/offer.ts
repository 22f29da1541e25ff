import type { CreditTerms } from "../../kernel/facts/creditFacts.ts";
import type { Address, Bytes32 } from "../../kernel/ids/chainIds.ts";
import type { UnixSeconds } from "../../kernel/time/clock.ts";
import { type BusinessFigures, borrowingBaseDown, gradeOf, type Score } from "./scorecard.ts";

const DAY = 86_400;
const ONE = 10_000n;
/** Whole tokens: less is not worth a line, and more an operator decides. */
const LEAST_LIMIT = 100n;
const REVIEW_ABOVE = 10_000n;

const NO_LINE = `0x${"0".repeat(64)}` as Bytes32;

export interface Offer {
  readonly terms: CreditTerms;
  readonly needsReview: boolean;
}

/**
 * What is offered to a borrower with this score; undefined: nothing. The limit is the grade's part of the borrowing base,
 * no more than is wanted and than the contract's ceiling for one signature, in whole tokens, rounded down.
 * @param nonce tells terms apart that are equal otherwise
 */
export function offerOf(given: {
  readonly figures: BusinessFigures;
  readonly score: Score;
  readonly wanted: bigint;
  readonly ceiling: bigint;
  readonly borrower: Address;
  readonly attestation: Bytes32;
  readonly schemaId: Bytes32;
  readonly nonce: bigint;
  readonly now: UnixSeconds;
}): Offer | undefined {
  const { figures, score, wanted, ceiling, borrower, attestation, schemaId, nonce, now } = given;
  const grade = gradeOf(score.points);
  if (!grade) return undefined;
  const token = 10n ** BigInt(figures.decimals);
  const carried = (borrowingBaseDown(figures) * grade.baseBps) / ONE;
  const least = [carried, wanted, ceiling].reduce((a, b) => (a < b ? a : b));
  const limit = least - (least % token);
  if (limit < LEAST_LIMIT * token) return undefined;
  const terms: CreditTerms = {
    line: NO_LINE,
    borrower,
    limit,
    aprBps: grade.aprBps,
    lateAprBps: grade.aprBps * 2,
    holdbackBps: grade.holdbackBps,
    advanceRateBps: 0,
    originationBps: 100,
    gracePeriod: 5 * DAY,
    period: 30 * DAY,
    minPayment: (limit + 11n) / 12n,
    maturity: (now + 365 * DAY) as UnixSeconds,
    expiry: (now + 7 * DAY) as UnixSeconds,
    nonce,
    schemaId,
    attestation,
  };
  return { terms, needsReview: limit > REVIEW_ABOVE * token };
}
