import { Field, ID, InputType } from "type-graphql";
import { KeyedInput } from "../../common/input/keyedInput.ts";
import { DecimalScalar } from "../../common/scalars/scalars.ts";

@InputType({ description: "What to give back to the payer out of captured money." })
export class RefundCreateInput extends KeyedInput {
  @Field(() => ID, { description: "The payment." })
  paymentId!: string;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: "How much, in whole units of the asset; all that is refundable when absent.",
  })
  amount!: string | null;
}
