export { bookSweepFee, undoSweepFee } from "./bookSweep.ts";
export {
  type AddressRecipe,
  type DepositAddress,
  type Receipts,
  UNMATCHED_REASONS,
  type UnmatchedReason,
} from "./deposit.ts";
export type { DepositsContext } from "./deposits.context.ts";
export type { DepositGateway } from "./deposits.ports.ts";
export {
  findDepositAddress,
  insertDepositAddresses,
  readReceipts,
} from "./deposits.store.ts";
export { transactionDied } from "./endSweep.ts";
export { addressKey, FEE_KIND, feeKey, type SweepFact, sweepKey, type TransferFact } from "./facts.ts";
export { planSweeps, submitSweeps } from "./planSweeps.ts";
export { bookDeposit, receiveDeposit, undoDeposit } from "./receiveDeposit.ts";
export {
  attachUnmatched,
  lockOpenUnmatched,
  markRefunded,
  refundableUnits,
  releaseUnmatched,
  writeOffUnmatched,
} from "./resolveUnmatched.ts";
export type { SweepPolicy } from "./sweep.ts";
export { applySweep, finalizeSweep, undoSweep } from "./sweepFacts.ts";
export { chainsWithPlanned } from "./sweeps.store.ts";
export { paymentsOfSweeps } from "./swept.store.ts";
export { getTransfers, type OnchainTransfer, pageTransfers, transfersOf } from "./transfers.store.ts";
export { getUnmatched, listUnmatched } from "./unmatched.store.ts";
export { UNMATCHED_STATUSES, type UnmatchedDeposit, type UnmatchedStatus, unitsLeft } from "./unmatched.ts";
export { depositAddressesAmong, readTransferWatch, type TransferWatch } from "./watch.store.ts";
