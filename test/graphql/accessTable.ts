import type { ApiScope } from "../../src/modules/merchants/index.ts";

/** Who may, by hand from the specification: anybody, whoever has the payment's client secret, a wallet that is signed
 *  in, or keys. */
export type May =
  | "anyone"
  | "payer"
  | "wallet"
  | { readonly merchant: readonly ApiScope[] | "any" | "never"; readonly operator: boolean };

const OPERATORS: May = { merchant: "never", operator: true };
const merchant = (...scopes: ApiScope[]): May => ({ merchant: scopes, operator: false });

/** Every operation of schema.graphql. */
export const OPERATIONS: Readonly<Record<string, May>> = {
  "Query.chains": "anyone",
  "Query.assets": "anyone",
  "Query.node": "anyone",
  "Query.nodes": { merchant: "any", operator: true },
  "Query.viewer": { merchant: "any", operator: true },
  "Query.payment": merchant("payments:read"),
  "Query.payments": merchant("payments:read"),
  "Query.refund": merchant("payments:read"),
  "Query.payout": merchant("payouts:read"),
  "Query.payouts": merchant("payouts:read"),
  "Query.payoutEstimate": merchant("payouts:write"),
  "Query.payoutLimits": merchant("payouts:read"),
  "Query.members": merchant("members:read"),
  "Query.payoutBatch": merchant("payouts:read"),
  "Query.payoutBatches": merchant("payouts:read"),
  "Query.recipients": merchant("payouts:read"),
  "Query.balances": merchant("balances:read"),
  "Query.settlementBatch": merchant("balances:read"),
  "Query.settlementBatches": merchant("balances:read"),
  "Query.settlementSchedules": merchant("balances:read"),
  "Query.journalEntries": { merchant: ["balances:read"], operator: true },
  "Query.reconciliationRuns": OPERATORS,
  "Query.breaks": OPERATORS,
  "Query.webhookEndpoints": merchant("webhooks:read"),
  "Query.webhookDeliveries": merchant("webhooks:read"),
  "Query.events": merchant("events:read"),
  "Query.checkoutPayment": "payer",
  "Query.wallet": "wallet",
  "Mutation.merchantCreate": { merchant: "never", operator: true },
  "Mutation.settlementAccountSet": merchant("settlement:write"),
  "Mutation.settlementAccountConfirm": merchant("settlement:write"),
  "Mutation.apiKeyCreate": { merchant: ["keys:write"], operator: true },
  "Mutation.apiKeyRotate": { merchant: ["keys:write"], operator: true },
  "Mutation.paymentCreate": merchant("payments:write"),
  "Mutation.paymentCapture": merchant("payments:write"),
  "Mutation.paymentVoid": merchant("payments:write"),
  "Mutation.refundCreate": merchant("refunds:write"),
  "Mutation.recipientCreate": merchant("payouts:write"),
  "Mutation.payoutCreate": merchant("payouts:write"),
  "Mutation.payoutBatchCreate": merchant("payouts:write"),
  "Mutation.payoutCancel": merchant("payouts:write"),
  "Mutation.payoutBatchCancel": merchant("payouts:write"),
  "Mutation.payoutApprove": merchant("payouts:approve"),
  "Mutation.payoutBatchApprove": merchant("payouts:approve"),
  "Mutation.payoutLimitSet": { merchant: "never", operator: true },
  "Mutation.memberInvite": { merchant: ["members:write"], operator: true },
  "Mutation.memberInvitationAccept": "anyone",
  "Mutation.memberRemove": { merchant: ["members:write"], operator: true },
  "Mutation.settlementScheduleSet": merchant("settlement:write"),
  "Mutation.settlementRunNow": merchant("settlement:write"),
  "Mutation.reconciliationRun": OPERATORS,
  "Mutation.webhookEndpointCreate": merchant("webhooks:write"),
  "Mutation.webhookDeliveryRedeliver": merchant("webhooks:write"),
  "Mutation.testClockAdvance": { merchant: ["payments:write"], operator: true },
  "Mutation.paymentPrepare": "payer",
  "Mutation.paymentAuthorizationSubmit": "payer",
  "Mutation.paymentTransactionSubmit": "payer",
  "Mutation.authNonce": "anyone",
  "Mutation.authSiweVerify": "anyone",
  "Mutation.authSignOut": "wallet",
  "Subscription.events": merchant("events:read"),
  "Subscription.paymentUpdated": merchant("payments:read"),
  "Subscription.checkoutPaymentUpdated": "payer",
};

const payments = merchant("payments:read", "payments:write", "refunds:write");
const payouts = merchant("payouts:read", "payouts:write", "payouts:approve");
const members: May = { merchant: ["members:read", "members:write"], operator: true };
const webhooks = merchant("webhooks:read", "webhooks:write");
const events = merchant("events:read", "webhooks:read", "webhooks:write");
const books: May = { merchant: ["balances:read"], operator: true };
const staff: May = { merchant: "any", operator: true };

/** Every object type of schema.graphql but the roots; lists, edges and payloads are as their objects. */
export const TYPES: Readonly<Record<string, May>> = {
  ...all(
    "anyone",
    "Asset",
    "AssetConnection",
    "AssetEdge",
    "BlockRef",
    "Chain",
    "ChainContracts",
    "ConfirmationTier",
    "FinalityPolicy",
  ),
  ...all(
    "anyone",
    "PageInfo",
    "TokenAmount",
    "GeneralError",
    "IdempotencyConflictError",
    "InsufficientBalanceError",
  ),
  ...all("anyone", "InvalidStateError", "LimitExceededError"),
  ...all(
    "payer",
    "CheckoutPayment",
    "PreparedPayment",
    "PreparedAuthorization",
    "SignatureOption",
    "PreparedPreApproval",
  ),
  ...all("payer", "UnsignedTransaction", "PaymentPreparePayload", "PaymentAuthorizationSubmitPayload"),
  ...all("payer", "PaymentTransactionSubmitPayload"),
  ...all("anyone", "AuthNoncePayload", "AuthSiweVerifyPayload"),
  ...all("wallet", "Wallet", "AuthSignOutPayload"),
  ...all(
    payments,
    "Payment",
    "PaymentConnection",
    "PaymentEdge",
    "Capture",
    "CaptureConnection",
    "CaptureEdge",
  ),
  ...all(
    payments,
    "Refund",
    "RefundConnection",
    "RefundEdge",
    "PaymentCreatePayload",
    "PaymentCapturePayload",
  ),
  ...all(payments, "PaymentVoidPayload", "RefundCreatePayload"),
  ...all(
    merchant(
      "payments:read",
      "payments:write",
      "refunds:write",
      "payouts:read",
      "payouts:write",
      "payouts:approve",
    ),
    "ChainTransaction",
  ),
  ...all(
    payouts,
    "Payout",
    "PayoutConnection",
    "PayoutEdge",
    "PayoutBatch",
    "PayoutBatchConnection",
    "PayoutBatchEdge",
    "PayoutCounts",
    "PayoutEstimate",
    "PayoutRequirement",
    "Recipient",
    "RecipientConnection",
    "RecipientEdge",
  ),
  ...all(payouts, "RecipientCreatePayload", "PayoutCreatePayload", "PayoutCancelPayload"),
  ...all(payouts, "PayoutBatchCreatePayload", "PayoutBatchCancelPayload"),
  ...all(payouts, "PayoutApproval", "PayoutApprovePayload", "PayoutBatchApprovePayload"),
  PayoutLimit: { merchant: ["payouts:read", "payouts:write", "payouts:approve"], operator: true },
  PayoutLimitSetPayload: { merchant: "never", operator: true },
  ...all(members, "Member", "MemberConnection", "MemberEdge", "MemberInvitePayload", "MemberRemovePayload"),
  MemberInvitationAcceptPayload: "anyone",
  ...all(
    merchant("balances:read", "settlement:write"),
    "SettlementBatch",
    "SettlementBatchConnection",
    "SettlementBatchEdge",
    "SettlementLine",
    "SettlementLineConnection",
    "SettlementLineEdge",
    "SettlementSchedule",
    "SettlementScheduleSetPayload",
    "SettlementRunNowPayload",
  ),
  ...all(merchant("balances:read"), "Balance"),
  ...all(books, "JournalEntry", "JournalEntryConnection", "JournalEntryEdge", "JournalLine"),
  ...all(OPERATORS, "ReconciliationRun", "ReconciliationRunConnection", "ReconciliationRunEdge"),
  ...all(OPERATORS, "ReconciliationBreak", "ReconciliationBreakConnection", "ReconciliationBreakEdge"),
  ...all(OPERATORS, "ReconciliationPosition", "ReconciliationPositionConnection"),
  ...all(OPERATORS, "ReconciliationPositionEdge", "ReconciliationRunPayload"),
  ...all(events, "Event", "EventConnection", "EventEdge"),
  ...all(webhooks, "WebhookEndpoint", "WebhookEndpointConnection", "WebhookEndpointEdge", "WebhookDelivery"),
  ...all(webhooks, "WebhookDeliveryConnection", "WebhookDeliveryEdge", "DeliveryAttempt"),
  ...all(webhooks, "WebhookEndpointCreatePayload", "WebhookDeliveryRedeliverPayload"),
  ...all(
    staff,
    "Merchant",
    "SettlementAccount",
    "ApiKey",
    "Viewer",
    "MerchantCreatePayload",
    "ApiKeyCreatePayload",
  ),
  ...all(staff, "ApiKeyRotatePayload", "SettlementAccountSetPayload", "SettlementAccountConfirmPayload"),
  ...all(staff, "TestClock", "TestClockAdvancePayload"),
};

function all(may: May, ...types: string[]): Record<string, May> {
  return Object.fromEntries(types.map((type) => [type, may]));
}
