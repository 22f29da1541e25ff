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

  /** The same refusal, of another field. */
  at(path: readonly string[]): DomainError {
    const { code, message, evidence, retryable } = this;
    return new DomainError(code, message, { evidence, retryable, path, cause: this });
  }
}

/** Several refusals of one command, each of another part of its input. */
export class DomainErrors extends Error {
  readonly errors: readonly DomainError[];

  constructor(errors: readonly DomainError[]) {
    super(errors.map(({ message }) => message).join(" "));
    this.name = "DomainErrors";
    this.errors = errors;
  }
}

/**
 * Does one thing for each item of `input.items`, side by side; what is refused of any is refused of all, with the place
 * of each.
 * @throws DomainErrors
 */
export async function forEachItem<Item, T>(
  items: readonly Item[],
  work: (item: Item) => T | Promise<T>,
): Promise<T[]> {
  const ended = await Promise.allSettled(items.map(async (item) => work(item)));
  const refusals = ended.flatMap((each, index) => {
    if (each.status === "fulfilled") return [];
    if (!(each.reason instanceof DomainError)) throw each.reason;
    return [each.reason.at(["input", "items", String(index), ...(each.reason.path?.slice(1) ?? [])])];
  });
  if (refusals.length > 0) throw new DomainErrors(refusals);
  return ended.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
}
