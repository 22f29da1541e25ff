import { ArgsType, Field, Int } from "type-graphql";

/** Nested lists are read forward, and a short page of them is what most want. */
@ArgsType()
export class ForwardArgs {
  @Field(() => Int, {
    defaultValue: 5,
    description: "How many from the start of the list or after `after`: 1 to 100; default 5.",
  })
  first!: number;

  @Field(() => String, { nullable: true, description: "Cursor after which to begin." })
  after!: string | null;
}
