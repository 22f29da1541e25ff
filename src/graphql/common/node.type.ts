import { Field, ID, InterfaceType } from "type-graphql";

/** Implementers are named by each door, so that none enters a door that it does not belong to. */
@InterfaceType({
  autoRegisterImplementations: false,
  description: "An object with an id of its own that the node query finds again.",
})
export abstract class Node {
  @Field(() => ID, {
    simple: true,
    description: "Opaque id: a prefix that says what kind of object it is, and a time-ordered UUID.",
  })
  id!: string;
}
