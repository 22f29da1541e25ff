export { applyFact, finalizeFact, undoFact } from "./applyFact.ts";
export { blockerOfError, CREDIT_BLOCKERS, type CreditBlocker } from "./blockers.ts";
export { bookBalanceRepayment } from "./bookRepayment.ts";
export type { CreditContext, Owner } from "./credit.context.ts";
export type { CreditGateway, CreditReading, LinePlace } from "./credit.ports.ts";
export {
  CREDIT_DRAW_STATUSES,
  CREDIT_LINE_STATUSES,
  type CreditDraw,
  type CreditDrawStatus,
  type CreditLine,
  type CreditLineStatus,
  isPastGrace,
  type LineTerms,
} from "./credit.ts";
export {
  CREDIT_REQUEST_STATUSES,
  type CreditRequest,
  type CreditRequestStatus,
  type SaltedLeaf,
} from "./creditRequest.ts";
export { getDraws, listDraws } from "./draws.store.ts";
export { listPledged } from "./facts.store.ts";
export type { CreditFact } from "./facts.ts";
export { type Duty, type KeeperGateway, planDuty } from "./keepLines.ts";
export { getLines, listLines, listUpkept } from "./lines.store.ts";
export { type PrepareDraw, prepareDraw } from "./prepareDraw.ts";
export { type CreditPosition, readPosition } from "./readPosition.ts";
export { type CreditRepayment, listRepayments } from "./repayments.store.ts";
export { approveRequest, type RequestCredit, requestCredit, revokeConsent } from "./requestCredit.ts";
export { findRequestOf, getRequests, listRequests, listWaiting } from "./requests.store.ts";
export { judgeRequest, keepSignature } from "./underwrite.ts";
