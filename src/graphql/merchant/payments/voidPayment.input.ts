import { Field, ID, InputType } from "type-graphql";

@InputType({ description: "Which hold to give back." })
export class PaymentVoidInput {
  @Field(() => ID, { description: "The payment." })
  paymentId!: string;

  @Field(() => String, {
    description:
      "Your own key for this request, 1 to 255 characters: sent again with the same input it changes nothing and answers alike.",
  })
  idempotencyKey!: string;
}
