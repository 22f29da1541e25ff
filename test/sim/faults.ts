import type { Random } from "./random.ts";

/** How often what goes wrong; probabilities per call, statement, block or delivery. */
export interface FaultRates {
  readonly rpc: number;
  readonly statement: number;
  readonly kill: number;
  readonly reorg: number;
  readonly deepReorg: number;
  readonly webhook: number;
  /** Most milliseconds that an answer of a node takes. */
  readonly slowestMs: number;
  /** Most blocks per request for logs; 0 is no limit. */
  readonly mostLogBlocks: number;
}

export const NO_FAULTS: FaultRates = {
  rpc: 0,
  statement: 0,
  kill: 0,
  reorg: 0,
  deepReorg: 0,
  webhook: 0,
  slowestMs: 20,
  mostLogBlocks: 0,
};

/** The rates of a seed: each kind is calm, usual or bad, independently. */
export function ratesOf(random: Random): FaultRates {
  return {
    rpc: random.pick([0, 0.02, 0.05]),
    statement: random.pick([0, 0.0005, 0.001]),
    kill: random.pick([0, 0.001, 0.002]),
    reorg: random.pick([0, 0.02, 0.05]),
    deepReorg: random.pick([0, 0, 0.01, 0.02]),
    webhook: random.pick([0, 0.1, 0.3]),
    slowestMs: random.pick([5, 50, 400]),
    mostLogBlocks: random.pick([0, 3, 10]),
  };
}

/** What went wrong, by kind. */
export class FaultCount {
  readonly #counts = new Map<string, number>();

  add(kind: string): void {
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1);
  }

  of(kind: string): number {
    return this.#counts.get(kind) ?? 0;
  }

  all(): Record<string, number> {
    return Object.fromEntries([...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}
