import { createPubSub } from "@graphql-yoga/subscription";
import {
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  OperationTypeNode,
} from "graphql";
import { buildSchemaSync, type NonEmptyArray } from "type-graphql";
import { accessOf } from "../access/access.ts";

const ROOT_WORDS = [
  [OperationTypeNode.QUERY, "Reads"],
  [OperationTypeNode.MUTATION, "Commands"],
  [OperationTypeNode.SUBSCRIPTION, "Streams"],
] as const;

type Class = new (...parts: never[]) => object;

/** Builds a door's schema from resolver classes and the implementers of its interfaces.
 *  @throws Error naming everything that lacks an access or a description: such a door does not open */
export function buildDoorSchema(door: {
  readonly resolvers: NonEmptyArray<Class>;
  readonly orphanedTypes: readonly Class[];
  /** Names the door in the descriptions of the root types. */
  readonly name: string;
}): GraphQLSchema {
  const schema = buildSchemaSync({
    resolvers: door.resolvers as NonEmptyArray<never>, // TypeGraphQL's type wants any Function
    orphanedTypes: door.orphanedTypes as never[],
    validate: false, // scalars and use cases check their input
    pubSub: createPubSub(), // TypeGraphQL insists on one; every subscription here has its own source
  });
  for (const [operation, word] of ROOT_WORDS) {
    const type = schema.getRootType(operation);
    if (type) type.description = `${word} of the ${door.name} door.`;
  }
  const faults = Object.values(schema.getTypeMap()).flatMap((type) => faultsOf(type, schema));
  if (faults.length > 0) throw new Error(`The ${door.name} door is not complete:\n${faults.join("\n")}`);
  return schema;
}

function faultsOf(type: GraphQLNamedType, schema: GraphQLSchema): string[] {
  if (isIntrospectionType(type) || isSpecifiedScalarType(type)) return [];
  const faults = type.description ? [] : [`${type.name} has no description`];
  const isRoot =
    type === schema.getQueryType() ||
    type === schema.getMutationType() ||
    type === schema.getSubscriptionType();
  // Interfaces need none: whoever asks for more than an id names the type.
  if (isObjectType(type) && !isRoot && !accessOf(type)) faults.push(`${type.name} has no access`);
  if (isEnumType(type)) {
    for (const value of type.getValues())
      if (!value.description) faults.push(`${type.name}.${value.name} has no description`);
  }
  if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) return faults;
  for (const field of Object.values(type.getFields())) {
    if (!field.description) faults.push(`${type.name}.${field.name} has no description`);
    if (isRoot && !accessOf(field)) faults.push(`${type.name}.${field.name} has no access`);
    for (const argument of "args" in field ? field.args : []) {
      if (!argument.description)
        faults.push(`${type.name}.${field.name}(${argument.name}:) has no description`);
    }
  }
  return faults;
}
