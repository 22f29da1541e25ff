import { Field, InputType } from "type-graphql";

/** The input of every command that is carried out once per key; never an input of its own. */
@InputType()
export abstract class KeyedInput {
  @Field(() => String, {
    description:
      "Your own key for this request, 1 to 255 characters: sent again with the same input it changes nothing and answers alike.",
  })
  idempotencyKey!: string;
}
