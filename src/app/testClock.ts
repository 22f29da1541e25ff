import type { Clock } from "../kernel/time/clock.ts";

/** The machine's clock, moved forward by hand: only for chains whose own time can be moved as far. */
export class TestClock implements Clock {
  #offsetMs = 0;

  now(): Date {
    return new Date(Date.now() + this.#offsetMs);
  }

  /** Units: seconds, zero or more. */
  advance(seconds: number): void {
    this.#offsetMs += seconds * 1000;
  }
}
