import { Field, ObjectType } from "type-graphql";
import { UserError } from "./userError.type.ts";

/** The fields of every mutation's answer; never an answer of its own. */
@ObjectType({ simpleResolvers: true, description: "What every mutation answers with." })
export abstract class MutationPayload {
  @Field(() => [UserError], { description: "Why the command was refused; empty when it was carried out." })
  userErrors!: UserError[];

  @Field(() => Boolean, {
    description:
      "Whether an earlier request with the same idempotency key did the work; the objects are as they stand now.",
  })
  idempotentReplay!: boolean;
}
