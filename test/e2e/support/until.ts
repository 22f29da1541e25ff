import { setTimeout as pause } from "node:timers/promises";

const PAUSE_MS = 40;
/** Long, for machines that do other things too: what happens is awaited, never the time. */
const LONGEST_WAIT_MS = 60_000;

/** Looks again and again until `look` finds something, and returns it; throws with `what` when the time is up. */
export async function until<T>(
  what: string,
  look: () => Promise<T | null | undefined | false>,
  withinMs = LONGEST_WAIT_MS,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== null && found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`waited ${withinMs} ms in vain until ${what}`);
    await pause(PAUSE_MS);
  }
}
