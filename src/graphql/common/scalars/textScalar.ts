import { GraphQLError, GraphQLScalarType, Kind } from "graphql";

/** A scalar that is a JSON string in both directions; `accepts` checks its syntax and nothing more. */
export function textScalar(definition: {
  readonly name: string;
  readonly description: string;
  readonly specifiedByURL?: string;
  readonly accepts: (text: string) => boolean;
}): GraphQLScalarType<string, string> {
  const parse = (value: unknown): string => {
    if (typeof value !== "string" || !definition.accepts(value)) {
      throw new GraphQLError(`${definition.name} must be a string. ${definition.description}`);
    }
    return value;
  };
  return new GraphQLScalarType<string, string>({
    name: definition.name,
    description: definition.description,
    specifiedByURL: definition.specifiedByURL ?? null,
    serialize: (value) => (typeof value === "string" ? value : String(value)),
    parseValue: parse,
    parseLiteral: (node) => parse(node.kind === Kind.STRING ? node.value : undefined),
  });
}
