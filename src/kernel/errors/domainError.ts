import type { ErrorCode } from "./errorCodes.ts";

/** Facts about a refusal that a caller may see: ids, limits, allowed states. Never secrets or personal data. */
export type Evidence = Readonly<Record<string, string | number | boolean | readonly string[] | null>>;

/**
 * A failure that a caller can meet. Everything else that is thrown is a bug.
 *
 * `code` is stable and is the same word in TypeScript and GraphQL; `retryable` says whether the same
 * command may succeed later; `path` names the input field that is to blame, if one is.
 */
export class DomainError extends Error {
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly evidence: Evidence;
  readonly path: readonly string[] | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: {
      evidence?: Evidence;
      retryable?: boolean;
      path?: readonly string[];
      cause?: unknown;
    } = {},
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = code;
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.evidence = options.evidence ?? {};
    this.path = options.path;
  }
}
