/** The answer to a command with an idempotency key; `replayed` when an earlier request did the work. */
export interface Outcome<T> {
  readonly result: T;
  readonly replayed: boolean;
}

/** A command that is carried out once per key. */
export interface Keyed {
  readonly idempotencyKey: string;
}
