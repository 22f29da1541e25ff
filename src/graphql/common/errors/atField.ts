import { DomainError } from "../../../kernel/errors/domainError.ts";

/** Runs a parser and says, when it refuses, which field of the input it read. */
export function atField<T>(field: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof DomainError) || error.path) throw error;
    const { code, message, evidence, retryable } = error;
    throw new DomainError(code, message, { evidence, retryable, path: ["input", field], cause: error });
  }
}
