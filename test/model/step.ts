import fc from "fast-check";
import type { Break } from "../fixtures/breakingDatabase.ts";
import type { Coverage } from "./coverage.ts";

/** A kind of thing that can happen, to the model and to the system alike. */
export interface StepOf<Model, World, Args> {
  readonly name: string;
  readonly args: fc.Arbitrary<Args>;
  /** Whether there is anything that it could happen to. */
  isPossible(model: Model, args: Args): boolean;
  /** Lets it happen, and moves the model. */
  run(model: Model, world: World, args: Args): Promise<void>;
}

/** The step as fast-check gives it; after it, `expectSame` holds. */
export function asCommands<Model extends { readonly coverage: Coverage }, World, Args>(
  step: StepOf<Model, World, Args>,
  expectSame: (model: Model, world: World) => Promise<void>,
): fc.Arbitrary<fc.AsyncCommand<Model, World>> {
  return step.args.map((args) => ({
    check: (model) => step.isPossible(model as Model, args), // only looked at
    async run(model: Model, world: World) {
      model.coverage.add(`command ${step.name}`);
      await step.run(model, world, args);
      await expectSame(model, world);
    },
    toString: () => `${step.name}(${fc.stringify(args)})`,
  }));
}

/** fast-check picks evenly from a list: what is in it twice comes twice as often. */
export function times<T>(count: number, of: T): T[] {
  return Array<T>(count).fill(of);
}

/** Whether and where a command is killed. */
export const crashes: fc.Arbitrary<Break | null> = fc.oneof(
  { weight: 8, arbitrary: fc.constant(null) },
  {
    weight: 2,
    arbitrary: fc.integer({ min: 1, max: 14 }).map((number) => ({ at: "statement" as const, number })),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom({ at: "before commit" as const }, { at: "after commit" as const }),
  },
);

/** Which of those that there are. */
export const picks = fc.nat({ max: 9 });

export function pick<T>(from: readonly T[], index: number): T {
  const found = from[index % from.length];
  if (found === undefined) throw new Error("there is something to pick from");
  return found;
}

/** What differs between two pictures, line by line in words: fast-check shows the text of an error and nothing else. */
export function requireSame(real: Picture, expected: Picture): void {
  const differences = Object.entries(expected).flatMap(([part, shouldBe]) => {
    const is = real[part] ?? [];
    return [
      ...is.filter((line) => !shouldBe.includes(line)).map((line) => `${part} is        ${line}`),
      ...shouldBe.filter((line) => !is.includes(line)).map((line) => `${part} should be ${line}`),
      ...(is.length === shouldBe.length ? [] : [`${part} has ${is.length} instead of ${shouldBe.length}`]),
    ];
  });
  if (differences.length === 0) return;
  throw new Error(`the system is not where it must be:\n${differences.join("\n")}`);
}

/** Lines by part. */
export type Picture = Readonly<Record<string, readonly string[]>>;
