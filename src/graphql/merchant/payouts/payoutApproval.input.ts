import { Field, ID, InputType } from "type-graphql";
import { KeyedInput } from "../../common/input/keyedInput.ts";
import { AssetIdScalar, DecimalScalar } from "../../common/scalars/scalars.ts";

@InputType({ description: "Which payout to approve." })
export class PayoutApproveInput extends KeyedInput {
  @Field(() => ID, { description: "The payout." })
  payoutId!: string;
}

@InputType({ description: "Which batch to approve." })
export class PayoutBatchApproveInput extends KeyedInput {
  @Field(() => ID, { description: "The batch." })
  payoutBatchId!: string;
}

@InputType({ description: "What a merchant may pay out of one asset within 24 hours." })
export class PayoutLimitSetInput {
  @Field(() => ID, { description: "Which merchant." })
  merchantId!: string;

  @Field(() => AssetIdScalar, { description: "Of which asset." })
  assetId!: string;

  @Field(() => DecimalScalar, {
    nullable: true,
    description:
      "What may leave without a second person, in whole units of the asset: 0 for nothing, absent for any amount.",
  })
  approvalAbove!: string | null;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: "What may leave at all, in whole units of the asset: 0 for nothing, absent for any amount.",
  })
  dailyLimit!: string | null;
}
