export { applyFact, finalizeFact, undoFact } from "./applyFact.ts";
export { type PayoutApproval, readApprovals } from "./approvals.store.ts";
export { approvePayout, approvePayoutBatch } from "./approvePayout.ts";
export { cancelPayout, cancelPayoutBatch } from "./cancelPayout.ts";
export { type CreatePayout, createPayout } from "./createPayout.ts";
export { type CreatePayoutBatch, createPayoutBatch } from "./createPayoutBatch.ts";
export { type CreateRecipient, createRecipient } from "./createRecipient.ts";
export type { PayoutOrder } from "./draftPayouts.ts";
export { estimatePayouts, type PayoutEstimate } from "./estimatePayouts.ts";
export { factKey, type PayoutFact, type PayoutFactBody, type PayoutFactName } from "./facts.ts";
export { listPayoutLimits } from "./listPayoutLimits.ts";
export { makeWay } from "./ownerMoves.ts";
export {
  PAYOUT_STATUSES,
  type Payout,
  type PayoutStatus,
  RECIPIENT_STATUSES,
  type Recipient,
  type RecipientStatus,
} from "./payout.ts";
export {
  batchStatusOf,
  PAYOUT_BATCH_STATUSES,
  type PayoutBatch,
  type PayoutBatchStatus,
  type PayoutCounts,
  totalOf,
} from "./payoutBatch.ts";
export { getPayoutBatches, listPayoutBatches } from "./payoutBatches.store.ts";
export type { PayoutLimit, PayoutUsage } from "./payoutLimit.ts";
export type { PayoutsContext } from "./payouts.context.ts";
export type { PayoutItem, SettlementGateway } from "./payouts.ports.ts";
export { getPayouts, listPayouts } from "./payouts.store.ts";
export { getRecipients, listRecipients, recipientOfAddress } from "./recipients.store.ts";
export { type SetPayoutLimit, setPayoutLimit } from "./setPayoutLimit.ts";
export { submitPayouts } from "./submitPayouts.ts";
export { submitRecipients } from "./submitRecipients.ts";
export { transactionDied } from "./transactionDied.ts";
