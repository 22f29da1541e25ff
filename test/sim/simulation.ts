import type { Clock } from "../../src/kernel/time/clock.ts";
import type { Random } from "./random.ts";

interface Happening {
  readonly at: number;
  /** Order of those at the same moment. */
  readonly serial: number;
  readonly run: () => unknown;
}

/** One life of the simulated program, from its start until it is killed. */
export class Life {
  #isOver = false;
  readonly #listeners = new Set<() => void>();

  get isOver(): boolean {
    return this.#isOver;
  }

  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const listener of this.#listeners) listener();
  }

  /** Rejects with `reason` when the life ends while `work` is under way. */
  async outlived<T>(work: Promise<T>, reason: () => Error): Promise<T> {
    let listener = (): void => undefined;
    const death = new Promise<never>((_resolve, reject) => {
      listener = () => reject(reason());
      this.#listeners.add(listener);
    });
    if (this.#isOver) throw reason();
    try {
      return await Promise.race([work, death]);
    } finally {
      this.#listeners.delete(listener);
    }
  }
}

/**
 * A world in which one thing happens at a time, in an order that follows from the seed. Whoever waits for time, the
 * chain or the database waits here for a turn; between two turns the program runs as far as it can.
 */
export class Simulation implements Clock {
  readonly random: Random;
  #nowMs: number;
  #serial = 0;
  #happenings: Happening[] = [];

  constructor(random: Random, startMs: number) {
    this.random = random;
    this.#nowMs = startMs;
  }

  now(): Date {
    return new Date(this.#nowMs);
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  after(ms: number, run: () => unknown): void {
    const happening = { at: this.#nowMs + ms, serial: this.#serial++, run };
    let index = this.#happenings.length;
    while (index > 0 && isLater(this.#happenings[index - 1], happening)) index -= 1;
    this.#happenings.splice(index, 0, happening);
  }

  sleep(ms: number, life?: Life): Promise<void> {
    return new Promise((resolve) => this.after(ms, () => life?.isOver || resolve()));
  }

  /** Does `work` in a turn of its own, some time from now. Of a life that ended meanwhile, nothing is heard again. */
  turn<T>(life: Life, latencyMs: number, work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) =>
      this.after(latencyMs, async () => {
        if (life.isOver) return;
        try {
          const result = await work();
          if (!life.isOver) resolve(result);
        } catch (error) {
          if (!life.isOver) reject(error);
        }
      }),
    );
  }

  /** Lets things happen until `isDone`, or until nothing is left to happen. */
  async run(isDone: () => boolean): Promise<void> {
    for (;;) {
      if (isDone()) return;
      const next = this.#happenings.shift();
      if (!next) return;
      this.#nowMs = Math.max(this.#nowMs, next.at);
      await next.run();
      await settled();
    }
  }
}

function isLater(a: Happening | undefined, b: Happening): boolean {
  return a !== undefined && (a.at > b.at || (a.at === b.at && a.serial > b.serial));
}

/** What follows from a turn without waiting for another one has happened when this resolves. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
