import { Field, ID, InputType } from "type-graphql";
import { DecimalScalar } from "../../common/scalars/scalars.ts";

@InputType({ description: "What to give back to the payer out of captured money." })
export class RefundCreateInput {
  @Field(() => ID, { description: "The payment." })
  paymentId!: string;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: "How much, in whole units of the asset; all that is refundable when absent.",
  })
  amount!: string | null;

  @Field(() => String, {
    description:
      "Your own key for this request, 1 to 255 characters: sent again with the same input it changes nothing and answers alike.",
  })
  idempotencyKey!: string;
}
