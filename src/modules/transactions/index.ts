export type { FeePolicy } from "./fees.ts";
export { findDead } from "./findDead.ts";
export { getTransactions } from "./getTransactions.ts";
export type { LaneHealth } from "./laneHealth.ts";
export { type PlanTransaction, planTransaction } from "./planTransaction.ts";
export { readLaneHealth } from "./readLaneHealth.ts";
export { newSendingMemory, type SendingMemory, sendTransactions } from "./sendTransactions.ts";
export {
  type ChainTransaction,
  type DeadTransaction,
  type Fees,
  LANES,
  type Lane,
  TRANSACTION_STATUSES,
  type TransactionStatus,
} from "./transaction.ts";
export type { SendingContext, SendingNotice, SendingPolicy } from "./transactions.context.ts";
export type {
  BroadcastOutcome,
  Receipt,
  Signing,
  Simulation,
  TransactionGateway,
} from "./transactions.ports.ts";
export { isUnderWay } from "./transactions.store.ts";
