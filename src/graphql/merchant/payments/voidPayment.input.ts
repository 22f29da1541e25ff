import { Field, ID, InputType } from "type-graphql";
import { KeyedInput } from "../../common/input/keyedInput.ts";

@InputType({ description: "Which hold to give back." })
export class PaymentVoidInput extends KeyedInput {
  @Field(() => ID, { description: "The payment." })
  paymentId!: string;
}
