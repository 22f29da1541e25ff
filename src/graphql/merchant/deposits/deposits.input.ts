import { ArgsType, Field, ID, InputType } from "type-graphql";
import type { UnmatchedStatus } from "../../../modules/deposits/index.ts";
import { enumFrom } from "../../common/enumFrom.ts";
import { KeyedInput } from "../../common/input/keyedInput.ts";
import { PageArgs } from "../../common/paging/pageArgs.ts";
import { UnmatchedStatusEnum } from "./unmatchedDeposit.type.ts";

const RESOLUTIONS = {
  ATTACH: "Give it to a payment in the same asset that still misses money.",
  REFUND: "Pay it out, once: to a recipient, or where the payment said that money can be returned to.",
  WRITE_OFF: "Keep it.",
} as const;

const UnmatchedResolutionEnum = enumFrom(
  { name: "UnmatchedResolution", description: "What to do with money that is no payment's." },
  RESOLUTIONS,
);

@InputType({ description: "What to do with which unmatched deposit." })
export class UnmatchedDepositResolveInput extends KeyedInput {
  @Field(() => ID, { description: "The unmatched deposit." })
  unmatchedDepositId!: string;

  @Field(() => UnmatchedResolutionEnum, { description: "What to do with it." })
  resolution!: keyof typeof RESOLUTIONS;

  @Field(() => ID, { nullable: true, description: "ATTACH: the payment that takes it." })
  paymentId!: string | null;

  @Field(() => ID, {
    nullable: true,
    description:
      "REFUND: who gets it; when absent, your recipient with the payment's refundTo address, or your own payout address where that is the settlement account.",
  })
  recipientId!: string | null;
}

@InputType({ description: "Which unmatched deposits to list; all conditions must hold." })
export class UnmatchedDepositFilter {
  @Field(() => [UnmatchedStatusEnum], { nullable: true, description: "Only those in one of these statuses." })
  status!: UnmatchedStatus[] | null;
}

@ArgsType()
export class UnmatchedDepositsArgs extends PageArgs {
  @Field(() => UnmatchedDepositFilter, {
    nullable: true,
    description: "Which unmatched deposits; all when absent.",
  })
  filter!: UnmatchedDepositFilter | null;
}
