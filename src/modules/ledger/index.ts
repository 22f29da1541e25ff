export {
  chainAccount,
  creditReceivable,
  firstLoss,
  type HoldingContract,
  type LedgerAccount,
  type MerchantPart,
  merchantAccount,
  PAYMENT_FEES,
  poolCapital,
  suspenseAccount,
  toleranceAccount,
} from "./account.ts";
export { type AccountLine, readAccountLines } from "./accountLines.store.ts";
export { availableUnits } from "./availableUnits.ts";
export { checkLedger, type LedgerCheck } from "./checkLedger.ts";
export { debitTaken } from "./debitTaken.ts";
export { getEntries, listEntries, type VisibleEntry } from "./entries.store.ts";
export {
  credit,
  type Direction,
  debit,
  factSource,
  JOURNAL_KINDS,
  type JournalKind,
  type JournalLine,
  type NewEntry,
} from "./entry.ts";
export { lastSeal } from "./lastSeal.ts";
export { lockAvailable } from "./lockAvailable.ts";
export { owedUnits } from "./owedUnits.ts";
export { postEntries, postEntry } from "./postEntry.ts";
export { type MerchantBalance, readBalanceAt, readBalances } from "./readBalances.ts";
export { requireAvailable } from "./requireAvailable.ts";
export { reverseEntries } from "./reverseEntries.ts";
export { sealJournal } from "./sealJournal.ts";
export { oldestUnsealed } from "./seals.store.ts";
