/** Where it begins: few enough for any provider, and for the busiest contracts. */
const FIRST = 32;

/**
 * How many blocks one request for logs may span: less after each refusal and where much was found, more again after
 * successes.
 */
export class RangeSize {
  readonly #largest: number;
  readonly #mostFacts: number;
  #current: number;

  /** @param mostFacts what one answer should hold at most, as far as the last one tells */
  constructor({ largest, mostFacts }: { largest: number; mostFacts: number }) {
    this.#largest = largest;
    this.#mostFacts = mostFacts;
    this.#current = Math.min(FIRST, largest);
  }

  get blocks(): number {
    return this.#current;
  }

  /** Halves the range; false when it was one block already, and the refusal has another reason. */
  shrink(): boolean {
    if (this.#current === 1) return false;
    this.#current = Math.ceil(this.#current / 2);
    return true;
  }

  /** After so many blocks with so many facts. Grows by a quarter: a provider's limit is then tested seldom. */
  fit({ blocks, facts }: { blocks: number; facts: number }): void {
    const fitting = facts === 0 ? this.#largest : Math.max(1, Math.floor((blocks * this.#mostFacts) / facts));
    const grown = this.#current + Math.max(1, Math.floor(this.#current / 4));
    this.#current = Math.min(this.#largest, grown, fitting);
  }
}
