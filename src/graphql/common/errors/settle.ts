import { DomainError, DomainErrors } from "../../../kernel/errors/domainError.ts";
import { toUserError } from "./toUserError.ts";
import type { UserError } from "./userError.type.ts";

/** What every mutation answers with, besides its own object. */
export interface Payload {
  userErrors: UserError[];
  idempotentReplay: boolean;
}

/** Runs a command and answers with its payload: the object and no errors, or nulls and what was refused. */
export async function settle<T extends object>(
  command: () => Promise<T & { replayed?: boolean }>,
): Promise<T & Payload> {
  try {
    const { replayed, ...object } = await command();
    return { ...(object as T), userErrors: [], idempotentReplay: replayed ?? false }; // T less the flag
  } catch (error) {
    const refusals = error instanceof DomainErrors ? error.errors : [error];
    const userErrors = refusals.map((refusal) => {
      if (!(refusal instanceof DomainError)) throw refusal;
      return toUserError(refusal);
    });
    // Every object field of a payload is nullable, and an absent one reads as null.
    return { userErrors, idempotentReplay: false } as unknown as T & Payload;
  }
}
