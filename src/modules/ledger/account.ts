import type { ChainId } from "../../kernel/ids/chainIds.ts";
import type { CreditLineId, Id, MerchantId, PaymentId } from "../../kernel/ids/ids.ts";

/** A ledger account: its path, and the merchant who may see its lines. Kept once per asset. */
export interface LedgerAccount {
  readonly path: string;
  readonly merchantId: MerchantId | null;
}

/** Parts of what we owe a merchant. */
export const MERCHANT_PARTS = ["escrowed", "pending", "available", "reserved"] as const;
export type MerchantPart = (typeof MERCHANT_PARTS)[number];

/**
 * A liability. escrowed: held for the merchant, not captured. pending: captured, block not final.
 * available: final and free. reserved: promised to a payout or refund on its way.
 */
export function merchantAccount(merchantId: MerchantId, part: MerchantPart): LedgerAccount {
  return { path: `merchant:${merchantId}:${part}`, merchantId };
}

/** Contracts of ours that hold tokens; forwarder is all deposit addresses together. */
export type HoldingContract = "escrow" | "settlement" | "forwarder" | "credit-pool" | "credit-line";

/**
 * An asset: tokens held by one of our contracts; settlement includes what the escrow owes it, credit-line is the
 * first-loss reserve.
 */
export function chainAccount(chainId: ChainId, contract: HoldingContract): LedgerAccount {
  return { path: `chain:${chainId}:${contract}`, merchantId: null };
}

/** A liability: what came and is no payment's yet, for the merchant to resolve; an overpayment stands with its payment. */
export function suspenseAccount(
  merchantId: MerchantId,
  owner: { readonly payment: PaymentId } | { readonly unmatched: Id<"UnmatchedDeposit"> },
): LedgerAccount {
  const path =
    "payment" in owner ? `suspense:payment:${owner.payment}` : `suspense:unmatched:${owner.unmatched}`;
  return { path, merchantId };
}

/** Off balance: what a merchant let payers owe, and what they were asked for. */
export function toleranceAccount(merchantId: MerchantId, side: "accepted" | "due"): LedgerAccount {
  return { path: `memo:tolerance:${merchantId}:${side}`, merchantId };
}

/** Revenue: fees taken from captures; they stand in the fee receiver's Settlement balance. */
export const PAYMENT_FEES: LedgerAccount = { path: "revenue:fee:payment", merchantId: null };

/** An asset: what a merchant owes us after taking money from the contract that was already promised. */
export function merchantReceivable(merchantId: MerchantId): LedgerAccount {
  return { path: `receivable:merchant:${merchantId}`, merchantId: null };
}

/** An asset: what a borrower owes the credit pool; a default takes it off the books. */
export function creditReceivable(
  part: "principal" | "interest",
  line: { readonly id: CreditLineId; readonly merchantId: MerchantId | null },
): LedgerAccount {
  return { path: `receivable:${part}:${line.id}`, merchantId: line.merchantId };
}

/** A liability: what belongs to the lenders of the credit pool of an asset, wherever it stands. */
export function poolCapital(chainId: ChainId): LedgerAccount {
  return { path: `lp:${chainId}:credit-pool:capital`, merchantId: null };
}

/**
 * A liability: the reserve that bears losses before the lenders. held: in the credit line; claimable: its part of
 * recoveries that the pool still has.
 */
export function firstLoss(chainId: ChainId, part: "held" | "claimable"): LedgerAccount {
  return { path: `first_loss:${chainId}:${part}`, merchantId: null };
}
