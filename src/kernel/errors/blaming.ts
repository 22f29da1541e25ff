import { DomainError } from "./domainError.ts";

/** Does what may be refused; a refusal names this field of the input, whatever it named before. */
export async function blaming<T>(field: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof DomainError ? error.at(["input", field]) : error;
  }
}
