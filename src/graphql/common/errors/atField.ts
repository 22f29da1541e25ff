import { DomainError } from "../../../kernel/errors/domainError.ts";

/** Runs a parser and says, when it refuses, which field of the input it read. */
export function atField<T>(field: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof DomainError) || error.path) throw error;
    throw error.at(["input", field]);
  }
}
