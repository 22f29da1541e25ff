import { Field, ID, InputType } from "type-graphql";
import { KeyedInput } from "../../common/input/keyedInput.ts";

@InputType({ description: "Which payment takes less than what was due." })
export class PaymentAcceptUnderpaymentInput extends KeyedInput {
  @Field(() => ID, { description: "The payment." })
  paymentId!: string;
}
