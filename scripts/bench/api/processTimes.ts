import { readdirSync, readFileSync } from "node:fs";

/** Hundredths of a second, as Linux counts them in /proc. @see man 5 proc */
const TICKS_PER_SECOND = 100;

/** Processor seconds that a process has used so far. */
export function processorSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /s, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** The same of all processes with this name together; those that ended meanwhile are missing. */
export function processorSecondsOf(name: string): number {
  let sum = 0;
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const isIt = readFileSync(`/proc/${entry}/comm`, "utf8").trim() === name;
      if (isIt) sum += processorSeconds(Number(entry));
    } catch {} // it has ended
  }
  return sum;
}
