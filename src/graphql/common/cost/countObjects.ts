/** Objects in an answer, which is what it turned out to cost; stops counting at `most`. */
export function countObjects(answer: unknown, most: number): number {
  let count = 0;
  const queue: unknown[] = [answer];
  while (queue.length > 0 && count < most) {
    const value = queue.pop();
    if (typeof value !== "object" || value === null || value instanceof Date) continue;
    if (Array.isArray(value)) {
      queue.push(...value);
      continue;
    }
    count += 1;
    for (const child of Object.values(value)) if (typeof child === "object") queue.push(child);
  }
  return count;
}

/** Objects in lists of the variables: each is a piece of work of its own, whatever the answer holds. */
export function countListed(variables: object): number {
  const values = Object.values(variables).filter((value) => typeof value === "object" && value !== null);
  if (Array.isArray(variables)) return values.length;
  return values.reduce<number>((sum, value) => sum + countListed(value), 0);
}
