import type { Id, PaymentId } from "../../kernel/ids/ids.ts";
import type { Page, PageRequest } from "../../kernel/paging/page.ts";
import type { OnchainTransfer, UnmatchedDeposit, UnmatchedStatus } from "../../modules/deposits/index.ts";
import type { MerchantCaller } from "../../modules/merchants/index.ts";
import type { Payment } from "../../modules/payments/index.ts";
import type { Keyed, Outcome } from "./outcome.ts";

/** What a merchant does with money that is no payment's. */
export type Resolution =
  | { readonly kind: "ATTACH"; readonly paymentId: PaymentId }
  /** To a recipient; absent: the one with the address to return money to, or the settlement account's payout address
   *  where that is the settlement account itself. */
  | { readonly kind: "REFUND"; readonly recipientId?: Id<"Recipient"> }
  | { readonly kind: "WRITE_OFF" };

export interface DepositServices {
  /** In the order of the payments: their first transfers, oldest first, at most `limit` each; one statement for all. */
  transfersOf(
    caller: MerchantCaller,
    query: { paymentIds: readonly PaymentId[]; limit: number },
  ): Promise<readonly (readonly OnchainTransfer[])[]>;
  pageTransfers(
    caller: MerchantCaller,
    query: { paymentId: PaymentId; page: PageRequest },
  ): Promise<Page<OnchainTransfer>>;
  getTransfers(
    caller: MerchantCaller,
    ids: readonly Id<"Deposit">[],
  ): Promise<(OnchainTransfer | undefined)[]>;
  getUnmatched(
    caller: MerchantCaller,
    ids: readonly Id<"UnmatchedDeposit">[],
  ): Promise<(UnmatchedDeposit | undefined)[]>;
  listUnmatched(
    caller: MerchantCaller,
    query: { status?: readonly UnmatchedStatus[]; page: PageRequest },
  ): Promise<Page<UnmatchedDeposit>>;
  acceptUnderpayment(
    caller: MerchantCaller,
    command: { paymentId: PaymentId } & Keyed,
  ): Promise<Outcome<Payment>>;
  resolveUnmatched(
    caller: MerchantCaller,
    command: { unmatchedDepositId: Id<"UnmatchedDeposit">; resolution: Resolution } & Keyed,
  ): Promise<Outcome<UnmatchedDeposit>>;
}
