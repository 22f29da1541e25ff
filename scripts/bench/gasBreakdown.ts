/** One step of a transaction, as debug_traceTransaction tells it. */
export interface TraceStep {
  readonly op: string;
  readonly depth: number;
  readonly gas: number;
  readonly gasCost: number;
}

/** Where the gas of a transaction went; the parts sum to what it used. */
export interface GasBreakdown {
  /** 21,000 and calldata. */
  readonly base: number;
  readonly writes: number;
  readonly reads: number;
  /** Calls by themselves: cold accounts, value, precompiles; what the callee does is in the other parts. */
  readonly calls: number;
  readonly events: number;
  /** The rest: memory, hashing, checks, guards. */
  readonly code: number;
  /** Negative: slots that were cleared. */
  readonly refund: number;
}

const CALLS = new Set(["CALL", "STATICCALL", "DELEGATECALL", "CREATE", "CREATE2"]);

/** @param base what the transaction costs before its first step */
export function gasBreakdown(steps: readonly TraceStep[], base: number, used: number): GasBreakdown {
  const sums = { writes: 0, reads: 0, calls: 0, events: 0, code: 0 };
  steps.forEach((step, index) => {
    sums[partOf(step.op)] += ownCost(steps, index);
  });
  const executed = Object.values(sums).reduce((sum, gas) => sum + gas, 0);
  return { base, ...sums, refund: used - base - executed };
}

function partOf(op: string): "writes" | "reads" | "calls" | "events" | "code" {
  if (op === "SSTORE") return "writes";
  if (op === "SLOAD") return "reads";
  if (CALLS.has(op)) return "calls";
  return op.startsWith("LOG") ? "events" : "code";
}

/** A call's cost in a trace contains what it hands to the callee: what is left of it after the callee's steps counts. */
function ownCost(steps: readonly TraceStep[], index: number): number {
  const step = steps[index];
  if (!step) throw new RangeError(`The trace has no step ${index}`);
  if (!CALLS.has(step.op)) return step.gasCost;
  let end = index + 1;
  while ((steps[end]?.depth ?? 0) > step.depth) end += 1;
  const [after, first, last] = [steps[end], steps[index + 1], steps[end - 1]];
  if (!after || after.depth !== step.depth) throw new Error("A trace ends within a call");
  const inside = end === index + 1 || !first || !last ? 0 : first.gas - (last.gas - last.gasCost);
  return step.gas - after.gas - inside;
}
