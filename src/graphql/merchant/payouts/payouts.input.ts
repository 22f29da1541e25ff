import { ArgsType, Field, ID, InputType } from "type-graphql";
import type { PayoutStatus } from "../../../modules/payouts/index.ts";
import { KeyedInput } from "../../common/input/keyedInput.ts";
import { PageArgs } from "../../common/paging/pageArgs.ts";
import {
  AccountIdScalar,
  AssetIdScalar,
  DateTimeScalar,
  DecimalScalar,
} from "../../common/scalars/scalars.ts";
import { PayoutStatusEnum } from "./payout.type.ts";

@InputType({ description: "An account to pay out to." })
export class RecipientCreateInput extends KeyedInput {
  @Field(() => AccountIdScalar, { description: "The account, as a CAIP-10 id." })
  account!: string;

  @Field(() => String, { description: "Your name for it: 1 to 100 characters." })
  label!: string;
}

@InputType({ description: "What to pay out." })
export class PayoutCreateInput extends KeyedInput {
  @Field(() => ID, {
    nullable: true,
    description: "To whom; the payout address of your own settlement account when absent.",
  })
  recipientId!: string | null;

  @Field(() => AssetIdScalar, { description: "What to pay out." })
  assetId!: string;

  @Field(() => DecimalScalar, {
    description: "How much, in whole units of the asset; at most what is available.",
  })
  amount!: string;

  @Field(() => String, { nullable: true, description: "Your own name for it: 1 to 200 characters." })
  merchantReference!: string | null;
}

@InputType({ description: "Which payouts to list; all conditions must hold." })
export class PayoutFilter {
  @Field(() => [PayoutStatusEnum], { nullable: true, description: "Only those in one of these statuses." })
  status!: PayoutStatus[] | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "Only those that changed at this instant or later.",
  })
  updatedSince!: Date | null;

  @Field(() => ID, { nullable: true, description: "Only those of this batch." })
  payoutBatchId!: string | null;
}

@ArgsType()
export class PayoutsArgs extends PageArgs {
  @Field(() => PayoutFilter, { nullable: true, description: "Which payouts; all when absent." })
  filter!: PayoutFilter | null;
}
