import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** Everything that a seed decides, in the order in which it is asked. */
export class Random {
  readonly #generator: ReturnType<typeof xoroshiro128plus>;

  constructor(seed: number) {
    this.#generator = xoroshiro128plus(seed);
    // States of neighbouring seeds are alike at first.
    for (let drawn = 0; drawn < 100; drawn++) this.#generator.next();
  }

  /** Both ends are included. */
  between(least: number, most: number): number {
    return uniformInt(this.#generator, least, most);
  }

  /** True with this probability. */
  chance(probability: number): boolean {
    return probability > 0 && this.between(0, 999_999) < probability * 1_000_000;
  }

  pick<T>(from: readonly T[]): T {
    const found = from[this.between(0, from.length - 1)];
    if (found === undefined) throw new Error("there is something to pick from");
    return found;
  }

  shuffled<T>(from: readonly T[]): T[] {
    const left = [...from];
    return from.flatMap(() => left.splice(this.between(0, left.length - 1), 1));
  }
}
