import { DomainError } from "../../../kernel/errors/domainError.ts";
import { type Id, type IdKind, isId } from "../../../kernel/ids/ids.ts";

/** Reads an id of one kind out of an input.
 *  @throws NOT_FOUND: whatever else the text is, it is no such object of the caller's */
export function requireId<K extends IdKind>(kind: K, id: string, field: string): Id<K> {
  if (isId(kind, id)) return id;
  throw new DomainError("NOT_FOUND", "There is no such object.", { path: ["input", field] });
}
