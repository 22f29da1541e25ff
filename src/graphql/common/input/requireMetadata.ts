import { DomainError } from "../../../kernel/errors/domainError.ts";

const MOST_BYTES = 8_192;
const DEEPEST = 10;

/** Checks a merchant's own data: an object of bearable size and depth.
 *  @throws INVALID_INPUT */
export function requireMetadata(metadata: unknown): void {
  if (metadata === null || metadata === undefined) return;
  const isObject = typeof metadata === "object" && !Array.isArray(metadata);
  // The depth comes first: writing a very deep value out would overflow the stack.
  if (isObject && isShallow(metadata) && Buffer.byteLength(JSON.stringify(metadata)) <= MOST_BYTES) return;
  throw new DomainError(
    "INVALID_INPUT",
    "metadata is a JSON object of at most 8,192 bytes that nests at most 10 levels.",
    { path: ["input", "metadata"] },
  );
}

function isShallow(root: object): boolean {
  let level: unknown[] = [root];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > DEEPEST) return false;
    level = level.flatMap((value) =>
      typeof value === "object" && value !== null ? Object.values(value) : [],
    );
  }
  return true;
}
