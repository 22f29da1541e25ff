import type { MerchantId } from "../ids/ids.ts";

/**
 * Every type of event a merchant can receive, with its meaning. The events query, the subscription and
 * webhooks all carry exactly these.
 */
export const EVENT_TYPES = {
  "payment.created": "A payment was requested.",
  "payment.confirming": "The payer has paid or signed; the chain has not confirmed it yet.",
  "payment.partially_paid":
    "Less than what is due came to the payment's deposit address; it waits for the rest.",
  "payment.underpaid": "The time to pay is over and less than what is due came; the merchant decides.",
  "payment.overpaid": "More than what is due came to the payment's deposit address.",
  "payment.late": "What made the payment complete came after its expiresAt, by the time of its block.",
  "payment.authorized": "The money is held in escrow and can be captured.",
  "payment.capture_requested": "A capture was accepted and is on its way to the chain.",
  "payment.captured": "A capture is on chain; the net amount is pending until the block is final.",
  "payment.succeeded": "Everything that will be captured has been captured, and it is final.",
  "payment.canceled": "The hold ended without a capture, or the payment was canceled before it was paid.",
  "payment.expired": "Nobody paid in time.",
  "payment.reorged": "The chain replaced the block that carried the payment; the payment went back a step.",
  "deposit.unmatched":
    "Money that is final at a deposit address is no payment's: wrong asset, too late or too much.",
  "deposit.resolved": "The merchant attached, refunded or wrote off money that was no payment's.",
  "sweep.succeeded": "Money of a deposit address reached the settlement account, finally.",
  "sweep.failed": "A deposit address could not be swept; its money stays and is tried again.",
  "capture.succeeded": "A capture is final.",
  "capture.failed": "A capture was proven not to have happened and will not be tried again.",
  "refund.requested": "A refund was accepted and is on its way to the chain.",
  "refund.succeeded": "A refund is final; the payer has the money.",
  "refund.failed": "A refund was proven not to have happened; the amount is available again.",
  "recipient.active": "A recipient can be paid from its usableFrom on.",
  "payout.created": "A payout was accepted; its amount is reserved.",
  "payout.approved": "Enough people have approved a payout; it will be sent.",
  "payout.submitted": "A payout's transaction was signed and handed to the chain.",
  "payout.paid": "A payout is final.",
  "payout.failed": "A payout was proven not to have happened; the amount is available again.",
  "payout.canceled": "A payout was taken back before it was sent; the amount is available again.",
  "settlement_batch.closed":
    "What moved an available balance since the last cut-off was frozen, and its payout asked for.",
  "payout_batch.created": "Many payouts were accepted at once.",
  "payout_batch.completed":
    "The last payout of a batch has ended, one way or another; told again when a reorganisation reopened it.",
  "credit_line.opened": "Signed terms were accepted on chain; the line can be drawn.",
  "credit_line.amended": "Other terms were accepted for a line.",
  "credit_line.drawn": "A line lent; what was drawn is pending until the block is final.",
  "credit_line.repaid": "A line's debt was paid in part or whole, from a capture, a balance or a wallet.",
  "credit_line.limit_lowered": "A line's limit was lowered, and terms signed to amend it are void.",
  "credit_line.frozen": "A line can no longer be drawn; it is repaid as before.",
  "credit_line.late": "A payment is overdue past its grace; the higher rate runs.",
  "credit_line.cured": "All that was overdue of a late line is paid.",
  "credit_line.waived": "Part of a line's debt was given up.",
  "credit_line.defaulted": "The lenders' loss was booked; the debt stands, and captures pay it whole.",
  "credit_line.written_off": "A line's debt was given up; what comes in later is a recovery.",
  "credit_line.recovered": "Part of a line's booked loss came back.",
  "credit_line.closed": "A line without debt was ended.",
  "credit_line.reorged": "The chain replaced a block with an event of the line; the line went back a step.",
} as const;

export type EventType = keyof typeof EVENT_TYPES;

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** What happened, with the object as it was right after; appended in the transaction that made it true. */
export interface DomainEvent {
  readonly type: EventType;
  readonly merchantId: MerchantId;
  readonly livemode: boolean;
  /** Public id of the object the event is about. */
  readonly objectId: string;
  /** The object's public fields; amounts as decimal strings. */
  readonly snapshot: { readonly [key: string]: Json };
}
