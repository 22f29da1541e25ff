import type { GraphQLSchema } from "graphql";
import { Asset } from "../common/assets/asset.type.ts";
import { AssetsResolver } from "../common/assets/assets.resolver.ts";
import { buildDoorSchema } from "../common/doors/buildDoorSchema.ts";
import { USER_ERROR_TYPES } from "../common/errors/userError.type.ts";
import { CreditLineFieldsResolver, CreditResolver } from "./credit/credit.resolver.ts";
import { CreditDraw } from "./credit/creditDraw.type.ts";
import { CreditLine } from "./credit/creditLine.type.ts";
import { CreditRequest } from "./credit/creditRequest.type.ts";
import { CreditRequestFieldsResolver, CreditRequestsResolver } from "./credit/creditRequests.resolver.ts";
import {
  DepositsResolver,
  TransfersOfPaymentResolver,
  UnmatchedDepositFieldsResolver,
} from "./deposits/deposits.resolver.ts";
import { UnmatchedDeposit } from "./deposits/unmatchedDeposit.type.ts";
import { Event } from "./events/event.type.ts";
import { EventFieldsResolver, EventsResolver } from "./events/events.resolver.ts";
import { LedgerResolver } from "./ledger/ledger.resolver.ts";
import { JournalEntry } from "./ledger/ledger.type.ts";
import { Member } from "./members/member.type.ts";
import { MembersResolver } from "./members/members.resolver.ts";
import { ApiKey, Merchant } from "./merchants/merchant.type.ts";
import {
  MerchantFieldsResolver,
  MerchantsResolver,
  ViewerFieldsResolver,
} from "./merchants/merchants.resolver.ts";
import { NodesResolver } from "./nodes.resolver.ts";
import { Capture, Refund } from "./payments/operation.type.ts";
import { Payment } from "./payments/payment.type.ts";
import {
  CaptureFieldsResolver,
  PaymentFieldsResolver,
  RefundFieldsResolver,
} from "./payments/paymentFields.resolver.ts";
import { PaymentMutationsResolver } from "./payments/paymentMutations.resolver.ts";
import { PaymentQueriesResolver } from "./payments/paymentQueries.resolver.ts";
import { Payout, Recipient } from "./payouts/payout.type.ts";
import { ApprovalsOfPayoutResolver, PayoutApprovalsResolver } from "./payouts/payoutApprovals.resolver.ts";
import { PayoutBatch } from "./payouts/payoutBatch.type.ts";
import { PayoutBatchesResolver, PayoutBatchOfPayoutResolver } from "./payouts/payoutBatches.resolver.ts";
import { PayoutFieldsResolver, PayoutsResolver } from "./payouts/payouts.resolver.ts";
import {
  ReconciliationResolver,
  ReconciliationRunFieldsResolver,
} from "./reconciliation/reconciliation.resolver.ts";
import { InclusionProofResolver } from "./reserves/inclusionProof.resolver.ts";
import { SettlementBatch } from "./settlements/settlement.type.ts";
import { SettlementBatchFieldsResolver, SettlementsResolver } from "./settlements/settlements.resolver.ts";
import { TestClockResolver } from "./testClock/testClock.resolver.ts";
import { WebhookDelivery, WebhookEndpoint } from "./webhooks/webhook.type.ts";
import { WebhookDeliveryFieldsResolver, WebhooksResolver } from "./webhooks/webhooks.resolver.ts";

/** Found by id alone, or shown where only Node is said. */
const OBJECTS = [
  ...USER_ERROR_TYPES,
  Asset,
  Merchant,
  ApiKey,
  Member,
  Payment,
  Capture,
  Refund,
  UnmatchedDeposit,
  Payout,
  PayoutBatch,
  Recipient,
  SettlementBatch,
  CreditLine,
  CreditDraw,
  CreditRequest,
  JournalEntry,
  Event,
  WebhookEndpoint,
  WebhookDelivery,
];

/** The door of merchants' servers and operators. */
export function buildMerchantSchema(): GraphQLSchema {
  return buildDoorSchema({
    name: "merchant",
    resolvers: [
      AssetsResolver,
      NodesResolver,
      MerchantsResolver,
      ViewerFieldsResolver,
      MerchantFieldsResolver,
      MembersResolver,
      PaymentMutationsResolver,
      PaymentQueriesResolver,
      PaymentFieldsResolver,
      CaptureFieldsResolver,
      RefundFieldsResolver,
      DepositsResolver,
      TransfersOfPaymentResolver,
      UnmatchedDepositFieldsResolver,
      PayoutBatchesResolver,
      PayoutBatchOfPayoutResolver,
      PayoutsResolver,
      PayoutApprovalsResolver,
      ApprovalsOfPayoutResolver,
      PayoutFieldsResolver,
      SettlementsResolver,
      SettlementBatchFieldsResolver,
      CreditResolver,
      CreditLineFieldsResolver,
      CreditRequestsResolver,
      CreditRequestFieldsResolver,
      LedgerResolver,
      InclusionProofResolver,
      ReconciliationResolver,
      ReconciliationRunFieldsResolver,
      WebhooksResolver,
      WebhookDeliveryFieldsResolver,
      EventsResolver,
      EventFieldsResolver,
      TestClockResolver,
    ],
    orphanedTypes: OBJECTS,
  });
}
