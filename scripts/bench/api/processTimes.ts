import { readdirSync, readFileSync } from "node:fs";

/** Hundredths of a second, as Linux counts them in /proc. @see man 5 proc */
const TICKS_PER_SECOND = 100;

/** Processor seconds that a process has used so far. @see man 5 proc: utime, stime */
export function processorSeconds(pid: number): number {
  return sumOf(pid, 11, 12);
}

/** The same of all processes with this name together, and of their children that ended. @see cutime, cstime */
export function processorSecondsOf(name: string): number {
  let sum = 0;
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const isIt = readFileSync(`/proc/${entry}/comm`, "utf8").trim() === name;
      if (isIt) sum += sumOf(Number(entry), 11, 12, 13, 14);
    } catch {} // it has ended
  }
  return sum;
}

function sumOf(pid: number, ...fields: number[]): number {
  const values = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /s, "")
    .split(" ");
  return fields.reduce((sum, field) => sum + Number(values[field]), 0) / TICKS_PER_SECOND;
}
