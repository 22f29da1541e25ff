import {
  type DefinitionNode,
  type FieldDefinitionNode,
  type GraphQLSchema,
  Kind,
  lexicographicSortSchema,
  type ObjectTypeDefinitionNode,
  parse,
  print,
  printSchema,
} from "graphql";

/** Each door's schema as text, and both in one: the union, with the names of its doors in front of each operation's
 *  description. Sorted, so that moving code changes nothing.
 *  @throws Error when a type stands in both doors and is not the same in both */
export function printDoors(doors: { storefront: GraphQLSchema; merchant: GraphQLSchema }) {
  const storefront = printSorted(doors.storefront);
  const merchant = printSorted(doors.merchant);
  return { storefront, merchant, both: unite({ storefront, merchant }) };
}

function printSorted(schema: GraphQLSchema): string {
  return `${printSchema(lexicographicSortSchema(schema))}\n`;
}

const ROOTS = { Query: "Reads", Mutation: "Commands", Subscription: "Streams" };

function unite(texts: Readonly<Record<string, string>>): string {
  const types = new Map<string, string>();
  const roots = new Map<string, Map<string, { field: FieldDefinitionNode; doors: string[] }>>();
  for (const [door, text] of Object.entries(texts)) {
    for (const definition of parse(text).definitions) {
      const name = nameOf(definition);
      if (Object.hasOwn(ROOTS, name)) {
        const fields = roots.get(name) ?? new Map();
        for (const field of (definition as ObjectTypeDefinitionNode).fields ?? []) {
          const doors = [...(fields.get(field.name.value)?.doors ?? []), door];
          fields.set(field.name.value, { field, doors });
        }
        roots.set(name, fields);
      } else {
        const printed = print(definition);
        if ((types.get(name) ?? printed) !== printed)
          throw new Error(`${name} is not the same type in both doors`);
        types.set(name, printed);
      }
    }
  }
  const printedRoots = Object.entries(ROOTS).map(([name, word]) =>
    printRoot(name, word, [...(roots.get(name)?.values() ?? [])]),
  );
  const printedTypes = [...types].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, text]) => text);
  return `${[...printedRoots, ...printedTypes].join("\n\n")}\n`;
}

function printRoot(
  name: string,
  word: string,
  fields: { field: FieldDefinitionNode; doors: string[] }[],
): string {
  const named = fields
    .sort((left, right) => (left.field.name.value < right.field.name.value ? -1 : 1))
    .map(({ field, doors }) => {
      const value = `[${doors.join(", ")}] ${field.description?.value ?? ""}`;
      return { ...field, description: { kind: Kind.STRING, value, block: true } as const };
    });
  return print({
    kind: Kind.OBJECT_TYPE_DEFINITION,
    description: {
      kind: Kind.STRING,
      value: `${word} of both doors; in brackets, where each is found.`,
      block: true,
    },
    name: { kind: Kind.NAME, value: name },
    fields: named,
  });
}

function nameOf(definition: DefinitionNode): string {
  return "name" in definition ? (definition.name?.value ?? "") : "";
}
