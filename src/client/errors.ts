import type { RefusalsFragment } from "./operations.generated.ts";

/**
 * What the client throws: a request that was not understood or not allowed, with the API's own code; or `UNREACHABLE`,
 * when nobody answered a question in time. Nothing has happened.
 */
export class TallystickError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** A command was understood and refused, for the reasons in `userErrors`; nothing has happened. */
export class Refused extends TallystickError {
  readonly userErrors: readonly RefusalsFragment[];

  constructor(userErrors: readonly RefusalsFragment[]) {
    const [first] = userErrors;
    super(first?.code ?? "REFUSED", userErrors.map(({ code, message }) => `${code}: ${message}`).join(" "));
    this.userErrors = userErrors;
  }
}

/**
 * A command was sent, perhaps several times, and no answer came: it may have been carried out. Never a failure: send it
 * again with the same input and `idempotencyKey`, and the answer says what became of it.
 */
export class OutcomeUnknown extends TallystickError {
  readonly idempotencyKey: string;

  constructor(idempotencyKey: string, options?: ErrorOptions) {
    super(
      "OUTCOME_UNKNOWN",
      `No answer came; ask again with the idempotency key ${idempotencyKey}.`,
      options,
    );
    this.idempotencyKey = idempotencyKey;
  }
}
