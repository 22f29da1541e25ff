/** Whether every text inside a JSON value can be stored: PostgreSQL takes neither NUL nor half a surrogate pair. */
export function isStorable(root: unknown): boolean {
  const queue: unknown[] = [root];
  while (queue.length > 0) {
    const value = queue.pop();
    if (typeof value === "string" && !isStorableText(value)) return false;
    if (typeof value !== "object" || value === null) continue;
    for (const [key, child] of Object.entries(value)) {
      if (!isStorableText(key)) return false;
      queue.push(child);
    }
  }
  return true;
}

export function isStorableText(text: string): boolean {
  return !text.includes("\0") && text.isWellFormed();
}
