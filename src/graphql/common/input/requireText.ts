import { DomainError } from "../../../kernel/errors/domainError.ts";

/** Checks the length of a text in an input; one that was not given passes.
 *  @throws INVALID_INPUT */
export function requireText(
  field: string,
  text: string | null | undefined,
  length: { readonly least: number; readonly most: number },
): void {
  if (text === null || text === undefined) return;
  const { least, most } = length;
  if (text.length >= least && text.length <= most) return;
  throw new DomainError("INVALID_INPUT", `${field} has ${least} to ${most} characters.`, {
    evidence: { least, most },
    path: ["input", field],
  });
}

/** As long as those of other payment systems, so that keys can be moved. */
const KEY_LENGTH = { least: 1, most: 255 };

/** @throws INVALID_INPUT */
export function requireIdempotencyKey(input: { readonly idempotencyKey: string }): void {
  requireText("idempotencyKey", input.idempotencyKey, KEY_LENGTH);
}
