/** How long ago it was; 0 for what has not happened. */
export function ageSeconds(since: Date | null | undefined): number {
  return since ? Math.max(0, (Date.now() - since.getTime()) / 1000) : 0;
}
