import { type Id, type IdKind, isId, kindOfId } from "../../kernel/ids/ids.ts";
import type { Access } from "../common/access/access.ts";
import { isAllowed } from "../common/access/requireAccess.ts";
import type { DoorContext } from "../common/context/doorContext.ts";
import type { Node } from "../common/node.type.ts";
import {
  SEE_BOOKS,
  SEE_CREDIT,
  SEE_EVENTS,
  SEE_MEMBERS,
  SEE_MERCHANTS,
  SEE_PAYMENTS,
  SEE_PAYOUTS,
  SEE_SETTLEMENTS,
  SEE_WEBHOOKS,
} from "./access.ts";
import { toCreditDraw } from "./credit/creditDraw.type.ts";
import { toCreditLine } from "./credit/creditLine.type.ts";
import { toCreditRequest } from "./credit/creditRequest.type.ts";
import { toUnmatched } from "./deposits/unmatchedDeposit.type.ts";
import { toEvent } from "./events/event.type.ts";
import { toJournalEntry } from "./ledger/ledger.type.ts";
import { loadersOf, type MerchantLoaders } from "./loaders.ts";
import { toMember } from "./members/member.type.ts";
import { toApiKey, toMerchant } from "./merchants/merchant.type.ts";
import { toCapture, toRefund } from "./payments/operation.type.ts";
import { toPayment } from "./payments/payment.type.ts";
import { toPayout, toRecipient } from "./payouts/payout.type.ts";
import { toPayoutBatch } from "./payouts/payoutBatch.type.ts";
import { toSettlementBatch } from "./settlements/settlement.type.ts";
import { toDelivery, toEndpoint } from "./webhooks/webhook.type.ts";

interface Finder {
  readonly access: Access;
  find(context: DoorContext, id: string): Promise<Node | null>;
}

/** How objects of one kind are found by id. Whoever may not see the kind finds nothing. */
function finder<K extends IdKind, Row>(steps: {
  readonly kind: K;
  readonly access: Access;
  readonly load: (loaders: MerchantLoaders, id: Id<K>) => Promise<Row | undefined>;
  readonly show: (context: DoorContext, row: Row) => Node;
}): [K, Finder] {
  const { kind, access, load, show } = steps;
  const find: Finder["find"] = async (context, id) => {
    const row = isId(kind, id) ? await load(loadersOf(context), id) : undefined;
    return row === undefined ? null : show(context, row);
  };
  return [kind, { access, find }];
}

const FINDERS = new Map<IdKind, Finder>([
  finder({
    kind: "Payment",
    access: SEE_PAYMENTS,
    load: (loaders, id) => loaders.payment.load(id),
    show: toPayment,
  }),
  finder({
    kind: "Capture",
    access: SEE_PAYMENTS,
    load: (loaders, id) => loaders.capture.load(id),
    show: toCapture,
  }),
  finder({
    kind: "Refund",
    access: SEE_PAYMENTS,
    load: (loaders, id) => loaders.refund.load(id),
    show: toRefund,
  }),
  finder({
    kind: "UnmatchedDeposit",
    access: SEE_PAYMENTS,
    load: (loaders, id) => loaders.unmatchedDeposit.load(id),
    show: toUnmatched,
  }),
  finder({
    kind: "Payout",
    access: SEE_PAYOUTS,
    load: (loaders, id) => loaders.payout.load(id),
    show: toPayout,
  }),
  finder({
    kind: "PayoutBatch",
    access: SEE_PAYOUTS,
    load: (loaders, id) => loaders.payoutBatch.load(id),
    show: (_, row) => toPayoutBatch(row),
  }),
  finder({
    kind: "Recipient",
    access: SEE_PAYOUTS,
    load: (loaders, id) => loaders.recipient.load(id),
    show: (_, row) => toRecipient(row),
  }),
  finder({
    kind: "Merchant",
    access: SEE_MERCHANTS,
    load: (loaders, id) => loaders.merchant.load(id),
    show: (_, row) => toMerchant(row),
  }),
  finder({
    kind: "ApiKey",
    access: SEE_MERCHANTS,
    load: (loaders, id) => loaders.apiKey.load(id),
    show: (_, row) => toApiKey(row),
  }),
  finder({
    kind: "Member",
    access: SEE_MEMBERS,
    load: (loaders, id) => loaders.member.load(id),
    show: (_, row) => toMember(row),
  }),
  finder({
    kind: "SettlementBatch",
    access: SEE_SETTLEMENTS,
    load: (loaders, id) => loaders.settlementBatch.load(id),
    show: toSettlementBatch,
  }),
  finder({
    kind: "CreditLine",
    access: SEE_CREDIT,
    load: (loaders, id) => loaders.creditLine.load(id),
    show: toCreditLine,
  }),
  finder({
    kind: "CreditRequest",
    access: SEE_CREDIT,
    load: (loaders, id) => loaders.creditRequest.load(id),
    show: toCreditRequest,
  }),
  finder({
    kind: "CreditDraw",
    access: SEE_CREDIT,
    load: (loaders, id) => loaders.creditDraw.load(id),
    show: toCreditDraw,
  }),
  finder({
    kind: "JournalEntry",
    access: SEE_BOOKS,
    load: (loaders, id) => loaders.entry.load(id),
    show: toJournalEntry,
  }),
  finder({
    kind: "Event",
    access: SEE_EVENTS,
    load: (loaders, id) => loaders.event.load(id),
    show: (_, row) => toEvent(row),
  }),
  finder({
    kind: "WebhookEndpoint",
    access: SEE_WEBHOOKS,
    load: (loaders, id) => loaders.endpoint.load(id),
    show: (_, row) => toEndpoint(row),
  }),
  finder({
    kind: "WebhookDelivery",
    access: SEE_WEBHOOKS,
    load: (loaders, id) => loaders.delivery.load(id),
    show: (_, row) => toDelivery(row),
  }),
]);

/** Finds whatever the merchant door shows. The kind's access is checked here too: the document only said Node. */
export async function findMerchantNode(context: DoorContext, id: string): Promise<Node | null> {
  const kind = kindOfId(id);
  if (kind === "Asset") return context.catalogue.assets.find((asset) => asset.id === id) ?? null;
  const found = kind && FINDERS.get(kind);
  return found && isAllowed(context.caller, found.access) ? found.find(context, id) : null;
}
