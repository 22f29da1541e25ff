import { expect } from "chai";
import type fc from "fast-check";
import type { ErrorCode } from "../../../src/kernel/errors/errorCodes.ts";
import type { Break } from "../../fixtures/breakingDatabase.ts";
import { refused } from "../../fixtures/refused.ts";
import { asCommands, type StepOf } from "../step.ts";
import { digest, expectSame } from "./compare.ts";
import type { MoneyModel } from "./moneyModel.ts";
import type { MoneyWorld } from "./moneyWorld.ts";

export type Step<Args> = StepOf<MoneyModel, MoneyWorld, Args>;

export type Command = fc.AsyncCommand<MoneyModel, MoneyWorld>;

export const commandsOf = <Args>(step: Step<Args>): fc.Arbitrary<Command> => asCommands(step, expectSame);

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
