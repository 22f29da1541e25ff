export { acceptUnderpayment } from "./acceptUnderpayment.ts";
export { type AnnounceTransaction, announceTransaction } from "./announceTransaction.ts";
export { applyFact } from "./applyFact.ts";
export { attachDeposit } from "./attachDeposit.ts";
export { signatureRequests } from "./authorizationSchemes.ts";
export { type CapturePayment, capturePayment } from "./capturePayment.ts";
export { clientSecretOf } from "./clientSecret.ts";
export { confirmFact } from "./confirmFact.ts";
export { type CreateRefund, createRefund } from "./createRefund.ts";
export { applyDeposit, depositKey, finalizeDeposit, undoDepositFact } from "./depositFacts.ts";
export type { DepositOption } from "./draftDeposit.ts";
export { type CreatePayment, draftPayments } from "./draftPayments.ts";
export { expirePayments } from "./expirePayments.ts";
export { factKey } from "./factKey.ts";
export type { PaymentFact, PaymentFactName, PlacedPaymentFact } from "./facts.ts";
export { finalizeFact } from "./finalizeFact.ts";
export { openedPayment } from "./openedPayment.ts";
export { describeOperations, getOperations, operationsOf, pageOperations } from "./operationReads.store.ts";
export {
  type CaptureMethod,
  capturable,
  OPERATION_STATUSES,
  type OperationKind,
  type OperationStatus,
  overpaid,
  PAYMENT_REASONS,
  PAYMENT_STATUSES,
  type Payment,
  type PaymentAmounts,
  type PaymentOperation,
  type PaymentReason,
  type PaymentStatus,
  received,
  refundable,
  remaining,
} from "./payment.ts";
export type { Owner, PaymentsContext } from "./payments.context.ts";
export type {
  CaptureItem,
  Consent,
  EscrowGateway,
  PayerGateway,
  PayerReading,
  RefundItem,
} from "./payments.ports.ts";
export { insertPayments } from "./payments.store.ts";
export { type PreparedPayment, type PreparePayment, preparePayment } from "./preparePayment.ts";
export {
  countPayments,
  findPaymentBy,
  getPayments,
  listPayments,
  type PaymentFilter,
  type PaymentOrder,
} from "./reads.store.ts";
export type { WalletWord } from "./requireSigned.ts";
export { type SubmitAuthorization, submitAuthorization } from "./submitAuthorization.ts";
export { submitOperations } from "./submitOperations.ts";
export { type DeadTransaction, transactionDied } from "./transactionDied.ts";
export { undoFact } from "./undoFact.ts";
export { type VoidPayment, voidPayment } from "./voidPayment.ts";
