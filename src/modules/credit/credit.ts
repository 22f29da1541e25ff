import type { Address, AssetId, Bytes32, ChainId, Hex } from "../../kernel/ids/chainIds.ts";
import type { CreditDrawId, CreditLineId, MerchantId } from "../../kernel/ids/ids.ts";
import type { UnixSeconds } from "../../kernel/time/clock.ts";

/** Every status of a line, with its meaning. */
export const CREDIT_LINE_STATUSES = {
  REORGED: "The chain replaced the block that opened it; it may be opened again.",
  ACTIVE: "It can be drawn.",
  FROZEN: "No draws; it is repaid as before.",
  LATE: "A payment is overdue past its grace: no draws, and the higher rate.",
  DEFAULTED: "The lenders' loss is booked; the debt stands, and captures pay it whole.",
  WRITTEN_OFF: "The debt is given up; what comes in later is a recovery.",
  CLOSED: "Ended without debt.",
} as const;
export type CreditLineStatus = keyof typeof CREDIT_LINE_STATUSES;

/** What the borrower accepted besides the limit. Rates and parts in basis points, times in seconds. */
export interface LineTerms {
  readonly aprBps: number;
  readonly lateAprBps: number;
  readonly holdbackBps: number;
  /** Zero: the line needs no pledges. */
  readonly advanceRateBps: number;
  readonly originationBps: number;
  readonly gracePeriod: number;
  /** Zero: everything is due at maturity. */
  readonly period: number;
  /** Due per period, in units. */
  readonly minPayment: bigint;
  readonly maturity: UnixSeconds;
}

/** A line as its canonical facts add up; smallest units but for `interest`. */
export interface CreditState {
  readonly status: CreditLineStatus;
  readonly limit: bigint;
  readonly terms: LineTerms;
  readonly attestation: Bytes32;
  readonly amendments: number;
  readonly principal: bigint;
  /** In 1e-9 units, as of the last event. */
  readonly interest: bigint;
  /** The earliest unpaid due date; null without debt. */
  readonly dueAt: UnixSeconds | null;
  /** Paid toward it. */
  readonly paid: bigint;
  /** What lenders and reserve lost by a default and did not recover. */
  readonly poolLoss: bigint;
  readonly reserveLoss: bigint;
}

/** One merchant's line of credit in one asset. */
export interface CreditLine extends CreditState {
  readonly id: CreditLineId;
  /** Null: of an account that no merchant confirmed. */
  readonly merchantId: MerchantId | null;
  readonly livemode: boolean;
  readonly chainId: ChainId;
  readonly asset: AssetId;
  /** The credit line contract, and its id of the line. */
  readonly contract: Address;
  readonly onchainId: Bytes32;
  /** The borrower: the merchant's settlement account. */
  readonly account: Address;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly version: number;
}

/** Every status of a draw, with its meaning. */
export const CREDIT_DRAW_STATUSES = {
  PREPARED: "The borrower's wallet has the transaction to send; until expiresAt nobody can ask for another.",
  CONFIRMING: "On chain, in a block that is not final; the money is pending.",
  SUCCEEDED: "Final; the money is available.",
  REORGED: "The chain replaced its block.",
} as const;
export type CreditDrawStatus = keyof typeof CREDIT_DRAW_STATUSES;

export interface CreditDraw {
  readonly id: CreditDrawId;
  readonly creditLineId: CreditLineId;
  readonly merchantId: MerchantId | null;
  readonly livemode: boolean;
  readonly asset: AssetId;
  /** What the debt grows by, the fee included. */
  readonly amount: bigint;
  /** Null until it is on chain. */
  readonly fee: bigint | null;
  readonly status: CreditDrawStatus;
  /** The transaction that the borrower's wallet was given; null for one that came without our knowing. */
  readonly prepared: { readonly nonce: number; readonly expiresAt: Date; readonly callData: Hex } | null;
  readonly factId: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Parts of a unit that interest is kept in. @see contracts/libraries/CreditMath.sol SCALE */
export const INTEREST_SCALE = 10n ** 9n;

/** Interest in whole units, rounded up for the lenders, as the contract asks for it. */
export function interestUp(interest: bigint): bigint {
  return (interest + INTEREST_SCALE - 1n) / INTEREST_SCALE;
}

/** Our clock may be behind the chain's by this, which then decides. */
const CLOCK_SLACK_SECONDS = 60;

/** Whether a due date may have passed with its grace. */
export function isPastGrace({ dueAt, terms }: CreditState, now: Date): boolean {
  return dueAt !== null && now.getTime() / 1_000 + CLOCK_SLACK_SECONDS >= dueAt + terms.gracePeriod;
}
