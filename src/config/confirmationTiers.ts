import { z } from "zod";
import { IN_A_BLOCK } from "../kernel/facts/confirmations.ts";
import { isBelow } from "../kernel/money/tokenAmount.ts";

const tier = z.strictObject({
  below: z
    .string()
    .regex(/^\d{1,30}(\.\d{1,18})?$/, {
      error: 'must be an amount in whole tokens, such as "100" or "0.5"',
      abort: true, // before it is compared with the others
    })
    .nullable()
    .default(null),
  blocks: z.int().min(1).max(10_000),
});

/** Confirmations by amount, as a chains file has them: ascending, and the last has no limit. */
export const confirmationTiers = z
  .array(tier)
  .superRefine((tiers, context) => {
    const refuse = (path: (string | number)[], message: string) =>
      context.addIssue({ code: "custom", path, message });
    if (tiers.at(-1)?.below !== null)
      refuse([], "must end with a tier without below, for all larger amounts");
    for (const [index, { below }] of tiers.slice(0, -1).entries()) {
      if (below === null) refuse([index, "below"], "is missing: only the last tier has no limit");
      else if (!isAbove(below, tiers[index - 1]?.below ?? "0"))
        refuse([index, "below"], index === 0 ? "must be above 0" : "must be above that of the tier before");
    }
  })
  .default([...IN_A_BLOCK]);

function isAbove(amount: string, other: string): boolean {
  const [whole = "", fraction = ""] = other.split(".");
  return isBelow({ units: BigInt(whole + fraction), decimals: fraction.length }, amount);
}
