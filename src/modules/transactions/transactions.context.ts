import type { Tx } from "../../db/withTx.ts";
import type { Address } from "../../kernel/ids/chainIds.ts";
import type { ChainTransactionId } from "../../kernel/ids/ids.ts";
import type { Clock } from "../../kernel/time/clock.ts";
import type { FeePolicy } from "./fees.ts";
import type { DeadTransaction, Lane } from "./transaction.ts";
import type { TransactionGateway } from "./transactions.ports.ts";

export interface SendingPolicy extends FeePolicy {
  /** Transactions of a lane that may have a nonce without being mined; geth keeps 16 per account for certain. */
  readonly maxInFlight: number;
  /** The lowest unmined nonce of a lane is offered more after so long. */
  readonly bumpAfterMs: number;
  /** What is not mined is sent again after so long, in case the node forgot it. */
  readonly rebroadcastAfterMs: number;
  /** A call that the contract refuses is tried again until it is this old: the node may be a few blocks behind us. */
  readonly refusalGraceMs: number;
  /** A signer that refused is asked again after so long. */
  readonly refusalRetryMs: number;
  /** Added to the estimated gas, in basis points: the state may have changed when it is mined. */
  readonly gasMarginBps: number;
}

/** What happened that people and metrics want to know; never needed for correctness. */
export type SendingNotice =
  | {
      readonly kind: "NONCE_TAKEN" | "BROADCAST" | "MINED" | "REORGED" | "FINAL";
      readonly id: ChainTransactionId;
    }
  | {
      readonly kind:
        | "REFUSED"
        | "REVERTED"
        | "DROPPED"
        | "WITHDRAWN"
        | "NOT_TAKEN"
        | "UNDONE"
        | "SIGNER_REFUSED";
      readonly id: ChainTransactionId;
      readonly reason: string;
    }
  | {
      readonly kind: "BUMPED" | "FEE_CAP_REACHED";
      readonly id: ChainTransactionId;
      readonly maxFeePerGas: bigint;
    }
  /**
   * KEY_MISSING: transactions wait for a signer whose key this process does not hold. OUT_OF_STEP: the chain shows
   * transactions of a signer that we do not know; it sends nothing until BACK_IN_STEP.
   */
  | {
      readonly kind: "KEY_MISSING" | "OUT_OF_STEP" | "BACK_IN_STEP";
      readonly lane: Lane;
      readonly signer: Address;
    }
  | {
      readonly kind: "LANE_FAILED";
      readonly lane: Lane;
      readonly signer: Address;
      readonly error: unknown;
    };

/** What the steps of sending are given once, by src/app; one per chain. */
export interface SendingContext {
  readonly gateway: TransactionGateway;
  readonly policy: SendingPolicy;
  readonly clock: Clock;
  /** When this process started: what was sent earlier is sent again, since the node may have been restarted too. */
  readonly startedAt: Date;
  /** Runs work in a database transaction as the system. */
  readonly inTx: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
  /** Height of the last block whose facts are taken in and final; null before the first. */
  readonly finalFactsThrough: () => Promise<number | null>;
  /** Told in the transaction in which one of ours became REFUSED, REVERTED, DROPPED or WITHDRAWN: it is proven dead. */
  readonly transactionDied: (tx: Tx, dead: DeadTransaction) => Promise<void>;
  readonly notice: (notice: SendingNotice) => void;
}
