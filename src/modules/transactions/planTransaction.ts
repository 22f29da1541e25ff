import type { Tx } from "../../db/withTx.ts";
import type { ContractCall } from "../../kernel/facts/contractCall.ts";
import type { Address, ChainId } from "../../kernel/ids/chainIds.ts";
import { type ChainTransactionId, newId } from "../../kernel/ids/ids.ts";
import { continueTraces, currentTraceparent } from "../../kernel/trace/trace.ts";
import { stepOf } from "./traceStep.ts";
import type { ChainTransaction, Lane } from "./transaction.ts";
import { insertTransaction } from "./transactions.store.ts";

export interface PlanTransaction {
  readonly chainId: ChainId;
  readonly lane: Lane;
  readonly purpose: string;
  readonly call: ContractCall;
  /** Who must send it; absent: the lane's signer at that time. */
  readonly from?: Address;
  /** The traces of those who asked for it. */
  readonly traceparents?: readonly (string | null)[];
  readonly at: Date;
  readonly id?: ChainTransactionId;
}

/** Asks for a call to be sent; it is sent once the caller's transaction has committed.
 *  Shape: one row, in the transaction that holds the reason for it. The end is told by a fact, or by the death of the
 *  transaction: REFUSED, REVERTED or DROPPED. */
export async function planTransaction(tx: Tx, plan: PlanTransaction): Promise<ChainTransaction> {
  const { chainId, lane, purpose, call, at } = plan;
  if (call.chainId !== chainId) throw new Error(`a call for ${call.chainId} cannot be sent on ${chainId}`);
  const planned = {
    id: plan.id ?? newId("ChainTransaction"),
    chainId,
    lane,
    purpose,
    call,
    status: "PLANNED" as const,
    signer: plan.from ?? null,
    nonce: null,
    gasLimit: null,
    hash: null,
    minedIn: null,
    consumedAt: null,
    failure: null,
    refusal: null,
    broadcastAt: null,
    createdAt: at,
    updatedAt: at,
  };
  return continueTraces(plan.traceparents ?? [], stepOf(planned, "plan"), async () => {
    const transaction: ChainTransaction = { ...planned, traceparent: currentTraceparent() };
    await insertTransaction(tx, transaction);
    return transaction;
  });
}
