/** Levels of a JSON value that are read at most. */
const DEEPEST = 20;

/**
 * Why a JSON value is not taken, in words that go on "variables …"; null when it is. PostgreSQL stores neither NUL nor
 * half a surrogate pair in a text, and nothing that we take nests deeply.
 */
export function faultOfJson(root: unknown): string | null {
  const queue: [value: unknown, depth: number][] = [[root, 0]];
  for (let next = queue.pop(); next; next = queue.pop()) {
    const [value, depth] = next;
    if (depth > DEEPEST) return `nest deeper than ${DEEPEST} levels`;
    if (typeof value === "string" && !isStorableText(value)) return UNSTORABLE;
    if (typeof value !== "object" || value === null) continue;
    for (const [key, child] of Object.entries(value)) {
      if (!isStorableText(key)) return UNSTORABLE;
      queue.push([child, depth + 1]);
    }
  }
  return null;
}

const UNSTORABLE = "contain NUL or broken Unicode";

export function isStorableText(text: string): boolean {
  return !text.includes("\0") && text.isWellFormed();
}
