import type { AssetId } from "../../kernel/ids/chainIds.ts";
import type { MerchantId } from "../../kernel/ids/ids.ts";
import type { TokenAmount } from "../../kernel/money/tokenAmount.ts";
import type { LedgerAccount } from "./account.ts";

/** Every kind of entry, with what it records. */
export const JOURNAL_KINDS = {
  PAYMENT_AUTHORIZED: "The payer's money entered the escrow for the merchant.",
  PAYMENT_CAPTURED: "Held money became the merchant's, pending until final; the fee became ours.",
  CAPTURE_FINAL: "The block of a capture is final: pending became available.",
  PAYMENT_VOIDED: "Held money went back to the payer on the merchant's word.",
  PAYMENT_RECLAIMED: "The payer took an expired hold back.",
  REFUND_REQUESTED: "Available money was reserved for a refund.",
  REFUND_FINAL: "A refund left; the reservation is used.",
  REFUND_RELEASED: "A refund did not happen; the reservation is free again.",
  PAYOUT_REQUESTED: "Available money was reserved for a payout.",
  PAYOUT_FINAL: "A payout left; the reservation is used.",
  PAYOUT_RELEASED: "A payout did not happen; the reservation is free again.",
  SETTLEMENT_DEPOSITED: "Money was added to the settlement account on chain.",
  SETTLEMENT_DEPOSIT_FINAL: "The block of a deposit is final: pending became available.",
  SETTLEMENT_WITHDRAWN: "The settlement account withdrew on chain by itself.",
  DEPOSIT_FINAL:
    "Money at a deposit address is final: what the payment takes is pending until it is swept, the rest unmatched.",
  DEPOSIT_SWEPT: "Money of a deposit address reached Settlement, finally: pending became available.",
  SWEEP_FEE: "The contract took the platform's part of a swept deposit.",
  UNMATCHED_ATTACHED: "Money that was no payment's became a payment's.",
  UNMATCHED_REFUNDED: "Money that was no payment's is to go back: it became available for its payout.",
  UNMATCHED_WRITTEN_OFF: "Money that was no payment's became the merchant's.",
  UNDERPAYMENT_ACCEPTED: "A payment counts as paid although so much is missing; off balance.",
  REORG_SHORTFALL:
    "A reorganisation below finality took money back that was promised already; the merchant owes it.",
  CREDIT_DRAWN: "A credit line lent; the borrower's part is pending until final, the fee is the lenders'.",
  CREDIT_DRAW_FINAL: "The block of a draw is final: pending became available.",
  CREDIT_INTEREST_ACCRUED: "Interest up to an event of a credit line, as the contract tells it.",
  CREDIT_REPAID: "A credit line's debt was paid from a capture, a balance or a wallet.",
  CREDIT_PAID_FROM_BALANCE: "A repayment was taken from the balance, not from a wallet.",
  CREDIT_WAIVED: "Part of a credit line's debt was given up.",
  CREDIT_DEFAULTED: "A credit line's debt was written down: the reserve bore its part, the lenders the rest.",
  CREDIT_LOSS_RECOVERED: "Part of a loss that was booked came back.",
  CREDIT_RESERVE_CHANGED: "Money entered or left the first-loss reserve.",
  CREDIT_RESERVE_CLAIMED: "The pool paid the reserve its part of recoveries.",
  CREDIT_POOL_SUPPLIED: "Lenders put money into a credit pool.",
  CREDIT_POOL_WITHDRAWN: "Lenders took money out of a credit pool, or the treasury what was nobody's.",
  CREDIT_POOL_COLLECTED: "The pool fetched repayments from Settlement.",
  REVERSAL: "Exact opposite of an entry whose fact a reorganisation of the chain removed.",
} as const;

export type JournalKind = keyof typeof JOURNAL_KINDS;
export type Direction = "DEBIT" | "CREDIT";

export interface JournalLine {
  readonly account: LedgerAccount;
  readonly direction: Direction;
  readonly asset: AssetId;
  /** Smallest units of the asset, greater than zero. */
  readonly units: bigint;
}

export interface NewEntry {
  readonly kind: Exclude<JournalKind, "REVERSAL">;
  /** What caused it: `fact:<id>` for a fact of the chain, else the id of the object whose command it was. */
  readonly sourceId: string;
  /** Null: the business of lenders alone. */
  readonly merchantId: MerchantId | null;
  readonly livemode: boolean;
  readonly postedAt: Date;
  readonly lines: readonly JournalLine[];
}

export function debit(account: LedgerAccount, amount: TokenAmount): JournalLine {
  return { account, direction: "DEBIT", ...amount };
}

export function credit(account: LedgerAccount, amount: TokenAmount): JournalLine {
  return { account, direction: "CREDIT", ...amount };
}

/** The journal's name of a fact. */
export function factSource(factId: string): string {
  return `fact:${factId}`;
}
