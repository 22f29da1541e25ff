import { continueTraces, type Step } from "../../kernel/trace/trace.ts";
import type { ChainTransaction } from "./transaction.ts";

type Part = "plan" | "refuse" | "sign" | "broadcast" | "watch";

/** Runs a part of a transaction's way as a step of the trace in which it was planned. */
export function traceStep<T>(transaction: ChainTransaction, part: Part, work: () => Promise<T>): Promise<T> {
  return continueTraces([transaction.traceparent], stepOf(transaction, part), work);
}

export function stepOf(
  transaction: Pick<ChainTransaction, "id" | "chainId" | "lane" | "purpose">,
  part: Part,
): Step {
  return {
    name: `transaction ${part}`,
    attributes: {
      "tallystick.chain.id": transaction.chainId,
      "tallystick.transaction.id": transaction.id,
      "tallystick.transaction.lane": transaction.lane,
      "tallystick.transaction.purpose": transaction.purpose,
    },
  };
}
