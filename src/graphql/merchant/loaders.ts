import DataLoader from "dataloader";
import type {
  ChainTransactionId,
  CreditDrawId,
  CreditLineId,
  CreditRequestId,
  Id,
  MemberId,
  MerchantId,
  PaymentId,
  PayoutBatchId,
  PayoutId,
  SettlementBatchId,
} from "../../kernel/ids/ids.ts";
import type { PaymentOperation } from "../../modules/payments/index.ts";
import type { DoorContext } from "../common/context/doorContext.ts";
import { depositLoaders } from "./deposits/depositLoaders.ts";

/** The first page of a payment's captures or refunds. */
export interface OperationsKey {
  readonly paymentId: PaymentId;
  readonly kind: "CAPTURE" | "REFUND";
  readonly limit: number;
}

/** One statement per kind of child and request, however many parents a page has. */
export function makeLoaders(context: DoorContext) {
  const { services } = context;
  return {
    payment: new DataLoader((ids: readonly PaymentId[]) =>
      services.payments.getPayments(context.merchant, ids),
    ),
    capture: new DataLoader((ids: readonly string[]) =>
      services.payments.getOperations(context.merchant, { kind: "CAPTURE", ids }),
    ),
    refund: new DataLoader((ids: readonly string[]) =>
      services.payments.getOperations(context.merchant, { kind: "REFUND", ids }),
    ),
    operations: new DataLoader((keys: readonly OperationsKey[]) => loadOperations(context, keys), {
      cacheKeyFn: ({ paymentId, kind, limit }: OperationsKey): string => `${kind} ${limit} ${paymentId}`,
    }),
    ...depositLoaders(context),
    transaction: new DataLoader((ids: readonly ChainTransactionId[]) =>
      services.payments.transactionsOf(context.merchant, ids),
    ),
    payout: new DataLoader((ids: readonly PayoutId[]) => services.payouts.getPayouts(context.merchant, ids)),
    payoutBatch: new DataLoader((ids: readonly PayoutBatchId[]) =>
      services.payouts.getPayoutBatches(context.merchant, ids),
    ),
    approvals: new DataLoader((ids: readonly PayoutId[]) =>
      services.payouts.approvalsOf(context.merchant, ids),
    ),
    settlementBatch: new DataLoader((ids: readonly SettlementBatchId[]) =>
      services.settlements.getBatches(context.merchant, ids),
    ),
    ...creditLoaders(context),
    recipient: new DataLoader((ids: readonly Id<"Recipient">[]) =>
      services.payouts.getRecipients(context.merchant, ids),
    ),
    merchant: new DataLoader((ids: readonly MerchantId[]) =>
      services.merchants.getMerchants(context.staff, ids),
    ),
    member: new DataLoader((ids: readonly MemberId[]) => services.merchants.getMembers(context.staff, ids)),
    apiKey: new DataLoader((ids: readonly Id<"ApiKey">[]) =>
      services.merchants.getApiKeys(context.staff, ids),
    ),
    settlementAccounts: new DataLoader((ids: readonly MerchantId[]) =>
      services.merchants.settlementAccountsOf(context.staff, ids),
    ),
    entry: new DataLoader((ids: readonly Id<"JournalEntry">[]) =>
      services.ledger.getEntries(context.staff, ids),
    ),
    endpoint: new DataLoader((ids: readonly Id<"WebhookEndpoint">[]) =>
      services.webhooks.getEndpoints(context.merchant, ids),
    ),
    delivery: new DataLoader((ids: readonly Id<"WebhookDelivery">[]) =>
      services.webhooks.getDeliveries(context.merchant, ids),
    ),
    attempts: new DataLoader((ids: readonly Id<"WebhookDelivery">[]) =>
      services.webhooks.attemptsOf(context.merchant, ids),
    ),
    event: new DataLoader((ids: readonly Id<"Event">[]) => services.events.getEvents(context.merchant, ids)),
  };
}

function creditLoaders(context: DoorContext) {
  const { credit } = context.services;
  return {
    creditLine: new DataLoader((ids: readonly CreditLineId[]) => credit.getLines(context.merchant, ids)),
    creditRequest: new DataLoader((ids: readonly CreditRequestId[]) =>
      credit.getRequests(context.merchant, ids),
    ),
    creditDraw: new DataLoader((ids: readonly CreditDrawId[]) => credit.getDraws(context.merchant, ids)),
  };
}

export type MerchantLoaders = ReturnType<typeof makeLoaders>;

export function loadersOf(context: DoorContext): MerchantLoaders {
  return context.loaders(makeLoaders);
}

/** One statement for all payments that were asked for the same kind and number. */
async function loadOperations(
  context: DoorContext,
  keys: readonly OperationsKey[],
): Promise<(readonly PaymentOperation[])[]> {
  const answers = new Map<OperationsKey, readonly PaymentOperation[]>();
  const groups = Map.groupBy(keys, ({ kind, limit }) => `${kind} ${limit}`);
  for (const group of groups.values()) {
    const [first] = group;
    if (!first) continue;
    const paymentIds = group.map((key) => key.paymentId);
    const query = { kind: first.kind, limit: first.limit, paymentIds };
    const found = await context.services.payments.operationsOf(context.merchant, query);
    for (const [index, key] of group.entries()) answers.set(key, found[index] ?? []);
  }
  return keys.map((key) => answers.get(key) ?? []);
}
