import type { ChainId } from "../../kernel/ids/chainIds.ts";
import type { MerchantId } from "../../kernel/ids/ids.ts";

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

/** An asset: tokens held by one of our contracts; settlement includes what the escrow owes it. */
export function chainAccount(chainId: ChainId, contract: "escrow" | "settlement"): LedgerAccount {
  return { path: `chain:${chainId}:${contract}`, merchantId: null };
}

/** Revenue: fees taken from captures; they stand in the fee receiver's Settlement balance. */
export const PAYMENT_FEES: LedgerAccount = { path: "revenue:fee:payment", merchantId: null };

/** An asset: what a merchant owes us after taking money from the contract that was already promised. */
export function merchantReceivable(merchantId: MerchantId): LedgerAccount {
  return { path: `receivable:merchant:${merchantId}`, merchantId: null };
}
