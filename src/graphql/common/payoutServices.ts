import type { Address, ChainId } from "../../kernel/ids/chainIds.ts";
import type { Id, PayoutBatchId, PayoutId } from "../../kernel/ids/ids.ts";
import type { Page, PageRequest } from "../../kernel/paging/page.ts";
import type { MerchantCaller, OperatorCaller } from "../../modules/merchants/index.ts";
import type {
  Payout,
  PayoutApproval,
  PayoutBatch,
  PayoutEstimate,
  PayoutLimit,
  PayoutOrder,
  PayoutStatus,
  PayoutUsage,
  Recipient,
  SetPayoutLimit,
} from "../../modules/payouts/index.ts";
import type { Keyed, Outcome } from "./outcome.ts";

export interface PayoutServices {
  createRecipient(
    caller: MerchantCaller,
    command: { chainId: ChainId; address: Address; label: string; idempotencyKey: string },
  ): Promise<Outcome<Recipient>>;
  createPayout(caller: MerchantCaller, command: PayoutOrder & Keyed): Promise<Outcome<Payout>>;
  createPayoutBatch(
    caller: MerchantCaller,
    command: { items: readonly PayoutOrder[]; merchantReference?: string } & Keyed,
  ): Promise<Outcome<PayoutBatch>>;
  estimatePayouts(caller: MerchantCaller, items: readonly PayoutOrder[]): Promise<PayoutEstimate[]>;
  cancelPayout(caller: MerchantCaller, command: { payoutId: PayoutId } & Keyed): Promise<Outcome<Payout>>;
  cancelPayoutBatch(
    caller: MerchantCaller,
    command: { payoutBatchId: PayoutBatchId } & Keyed,
  ): Promise<Outcome<PayoutBatch>>;
  approvePayout(caller: MerchantCaller, command: { payoutId: PayoutId } & Keyed): Promise<Outcome<Payout>>;
  approvePayoutBatch(
    caller: MerchantCaller,
    command: { payoutBatchId: PayoutBatchId } & Keyed,
  ): Promise<Outcome<PayoutBatch>>;
  setPayoutLimit(caller: OperatorCaller, command: SetPayoutLimit): Promise<PayoutLimit>;
  listPayoutLimits(caller: MerchantCaller): Promise<readonly (PayoutLimit & { usage: PayoutUsage })[]>;
  approvalsOf(caller: MerchantCaller, ids: readonly PayoutId[]): Promise<PayoutApproval[][]>;
  getPayouts(caller: MerchantCaller, ids: readonly PayoutId[]): Promise<(Payout | undefined)[]>;
  listPayouts(
    caller: MerchantCaller,
    query: {
      filter: { status?: readonly PayoutStatus[]; updatedSince?: Date; payoutBatchId?: PayoutBatchId };
      page: PageRequest;
    },
  ): Promise<Page<Payout>>;
  getPayoutBatches(
    caller: MerchantCaller,
    ids: readonly PayoutBatchId[],
  ): Promise<(PayoutBatch | undefined)[]>;
  listPayoutBatches(caller: MerchantCaller, query: { page: PageRequest }): Promise<Page<PayoutBatch>>;
  getRecipients(caller: MerchantCaller, ids: readonly Id<"Recipient">[]): Promise<(Recipient | undefined)[]>;
  listRecipients(caller: MerchantCaller, query: { page: PageRequest }): Promise<Page<Recipient>>;
}
