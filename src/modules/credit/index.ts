export { applyFact, finalizeFact, undoFact } from "./applyFact.ts";
export { bookBalanceRepayment } from "./bookRepayment.ts";
export type { CreditContext, Owner } from "./credit.context.ts";
export type {
  CreditDraw,
  CreditDrawStatus,
  CreditLine,
  CreditLineStatus,
} from "./credit.ts";
export { getDraws, listDraws } from "./draws.store.ts";
export type { CreditFact } from "./facts.ts";
export { getLines, listLines } from "./lines.store.ts";
