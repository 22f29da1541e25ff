import { Field, ID, InputType } from "type-graphql";
import { KeyedInput } from "../../common/input/keyedInput.ts";
import { AssetIdScalar, DecimalScalar } from "../../common/scalars/scalars.ts";

@InputType({ description: "One payout of a batch." })
export class PayoutBatchItemInput {
  @Field(() => ID, {
    nullable: true,
    description: "To whom; the payout address of your own settlement account when absent.",
  })
  recipientId!: string | null;

  @Field(() => AssetIdScalar, { description: "What to pay out." })
  assetId!: string;

  @Field(() => DecimalScalar, { description: "How much, in whole units of the asset." })
  amount!: string;

  @Field(() => String, { nullable: true, description: "Your own name for it: 1 to 200 characters." })
  merchantReference!: string | null;
}

@InputType({ description: "What to pay out at once." })
export class PayoutBatchCreateInput extends KeyedInput {
  @Field(() => [PayoutBatchItemInput], {
    description:
      "1 to 1,000 payouts, of any assets and chains. All are accepted or none; each has its own end.",
  })
  items!: PayoutBatchItemInput[];

  @Field(() => String, { nullable: true, description: "Your own name for the batch: 1 to 200 characters." })
  merchantReference!: string | null;
}

@InputType({ description: "Payouts to think about." })
export class PayoutEstimateInput {
  @Field(() => [PayoutBatchItemInput], {
    description: "1 to 1,000 payouts, as payoutBatchCreate takes them.",
  })
  items!: PayoutBatchItemInput[];
}

@InputType({ description: "Which payout to take back." })
export class PayoutCancelInput extends KeyedInput {
  @Field(() => ID, { description: "The payout." })
  payoutId!: string;
}

@InputType({ description: "Which batch to take back." })
export class PayoutBatchCancelInput extends KeyedInput {
  @Field(() => ID, { description: "The batch." })
  payoutBatchId!: string;
}
