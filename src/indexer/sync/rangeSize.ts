/** How many blocks one request for logs may span: less after each refusal, more again after successes. */
export class RangeSize {
  readonly #largest: number;
  #current: number;

  constructor(largest: number) {
    this.#largest = largest;
    this.#current = largest;
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

  /** By a quarter: a provider's limit is then tested seldom. */
  grow(): void {
    this.#current = Math.min(this.#largest, this.#current + Math.max(1, Math.floor(this.#current / 4)));
  }
}
