import { expect } from "chai";
import fc from "fast-check";
import type { ErrorCode } from "../../../src/kernel/errors/errorCodes.ts";
import { refused } from "../../fixtures/refused.ts";
import type { Break } from "../breakingDatabase.ts";
import { digest, expectSame } from "./compare.ts";
import type { MoneyModel } from "./moneyModel.ts";
import type { MoneyWorld } from "./moneyWorld.ts";

/** A kind of thing that can happen, to the model and to the system alike. */
export interface Step<Args> {
  readonly name: string;
  readonly args: fc.Arbitrary<Args>;
  /** Whether there is anything that it could happen to. */
  isPossible(model: MoneyModel, args: Args): boolean;
  /** Lets it happen, and moves the model. */
  run(model: MoneyModel, world: MoneyWorld, args: Args): Promise<void>;
}

export type Command = fc.AsyncCommand<MoneyModel, MoneyWorld>;

/** The step as fast-check gives it; after it, everything must be where the model says. */
export function commandsOf<Args>(step: Step<Args>): fc.Arbitrary<Command> {
  return step.args.map((args) => ({
    check: (model) => step.isPossible(model as MoneyModel, args), // only looked at
    async run(model: MoneyModel, world: MoneyWorld) {
      model.coverage.add(`command ${step.name}`);
      await step.run(model, world, args);
      await expectSame(model, world);
    },
    toString: () => `${step.name}(${fc.stringify(args)})`,
  }));
}

/** One time in five a command is killed on its way. */
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

/**
 * Gives a command, which is killed there and then given again. What the model refuses must be refused with that code and
 * change nothing; then the answer is undefined.
 */
export async function ask<T>(
  world: MoneyWorld,
  order: { refusal: ErrorCode | null; crash: Break | null; work: () => Promise<T> },
): Promise<T | undefined> {
  const { refusal, crash, work } = order;
  if (refusal === null) return world.survive(crash, work);
  const before = await digest(world);
  await refused(refusal, () => world.survive(crash, work));
  expect(await digest(world), `what ${refusal} left`).to.equal(before);
  return undefined;
}

/** Smallest units as a decimal string of whole tokens. */
export function decimal(units: bigint): string {
  const digits = units.toString().padStart(7, "0");
  return `${digits.slice(0, -6)}.${digits.slice(-6)}`;
}
