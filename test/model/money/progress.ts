import fc from "fast-check";
import { mine } from "./chainSteps.ts";
import { expectSame } from "./compare.ts";
import type { MoneyModel } from "./moneyModel.ts";
import type { MoneyWorld } from "./moneyWorld.ts";
import { createPayment, submitAuthorization } from "./paymentSteps.ts";
import type { Step } from "./step.ts";
import { sign, submitOperations, submitPayouts, submitRecipients } from "./workerSteps.ts";

const KINDS = ["AUTHORIZE", "CAPTURE", "VOID", "REFUND"] as const;
export const USUAL = { without: 0, isTurnedRound: false, deed: null, crash: null };

/** Lets a step happen if it can, and looks at everything after it. */
export async function play<Args>(
  model: MoneyModel,
  world: MoneyWorld,
  step: Step<Args>,
  args: Args,
): Promise<void> {
  if (!step.isPossible(model, args)) return;
  await step.run(model, world, args);
  await expectSame(model, world);
}

/** All workers do what they can, and a block takes it in. */
export const progress: Step<{ lag: number }> = {
  name: "progress",
  args: fc.record({ lag: fc.constantFrom(0, 1, 2, 2) }),
  isPossible: () => true,
  async run(model, world, { lag }) {
    await play(model, world, submitOperations, { kinds: KINDS, crash: null });
    await play(model, world, submitPayouts, { crash: null });
    await play(model, world, submitRecipients, { crash: null });
    await play(model, world, sign, { most: 99 });
    await play(model, world, mine, { ...USUAL, lag });
  },
};

/** Where a run begins: with nothing, with money to pay out, or with a payment that is held or captured. */
export type Beginning = "nothing" | "money" | "held" | "captured";
export const beginnings = fc.constantFrom<Beginning[]>("nothing", "money", "held", "captured");

export async function beginWith(model: MoneyModel, world: MoneyWorld, beginning: Beginning): Promise<void> {
  if (beginning === "nothing") return;
  const deposit = { what: "deposit" as const, on: 9 };
  await play(model, world, mine, { ...USUAL, deed: deposit, lag: 0 });
  if (beginning === "money") return;
  const captureMethod = beginning === "held" ? ("MANUAL" as const) : ("AUTOMATIC" as const);
  await play(model, world, createPayment, { amount: 30_000_000n, captureMethod, crash: null });
  await play(model, world, submitAuthorization, { payment: 0, crash: null });
  await play(model, world, progress, { lag: 1 });
  if (beginning === "captured") await play(model, world, progress, { lag: 1 });
}
