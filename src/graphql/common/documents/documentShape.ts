import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from "graphql";
import { TransportError } from "../errors/transportError.ts";

/** How large a document may be. Introspection nests deeper than anything else and has bounds of its own. */
export const SHAPE_LIMITS = { tokens: 2_000, depth: 10, aliases: 15, fields: 500 } as const;

const COUNTED = { depth: "levels", aliases: "aliases", fields: "fields" } as const;

/** The one operation of a document.
 *  @throws MULTIPLE_OPERATIONS: engines cache compiled documents by text alone, so a text must mean one thing */
export function onlyOperation(document: DocumentNode): OperationDefinitionNode {
  const operations = document.definitions.filter(
    (definition) => definition.kind === Kind.OPERATION_DEFINITION,
  );
  const [operation, ...others] = operations;
  if (!operation) throw new TransportError("VALIDATION_FAILED", "The document has no operation.");
  if (others.length > 0) throw new TransportError("MULTIPLE_OPERATIONS", "Send one operation per document.");
  return operation;
}

/**
 * Validation compares every two fields of one name, so their number is limited before it.
 * @throws QUERY_TOO_COMPLEX when the operation nests, renames or asks too much; fragments count where they are used
 */
export function limitShape(document: DocumentNode, operation: OperationDefinitionNode): void {
  const measured = measureShape(document, operation.selectionSet);
  for (const what of ["depth", "aliases", "fields"] as const) {
    const limit = SHAPE_LIMITS[what];
    if (measured[what] <= limit) continue;
    throw new TransportError("QUERY_TOO_COMPLEX", `A document has at most ${limit} ${COUNTED[what]}.`, {
      evidence: { limit },
    });
  }
}

interface Shape {
  readonly depth: number;
  readonly aliases: number;
  readonly fields: number;
}

const FLAT: Shape = { depth: 0, aliases: 0, fields: 0 };

function measureShape(document: DocumentNode, root: SelectionSetNode): Shape {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  // Each fragment is measured once, however often it is spread; one inside itself counts as nothing here and is
  // refused by validation.
  const known = new Map<string, Shape>();
  const measure = (selectionSet: SelectionSetNode): Shape => {
    let shape = FLAT;
    for (const selection of selectionSet.selections) {
      let part = FLAT;
      if (selection.kind === Kind.FIELD) {
        if (selection.name.value.startsWith("__")) continue;
        const child = selection.selectionSet ? measure(selection.selectionSet) : FLAT;
        part = {
          depth: child.depth + 1,
          aliases: child.aliases + (selection.alias ? 1 : 0),
          fields: child.fields + 1,
        };
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        part = measure(selection.selectionSet);
      } else {
        part = ofFragment(selection.name.value);
      }
      shape = {
        depth: Math.max(shape.depth, part.depth),
        aliases: shape.aliases + part.aliases,
        fields: shape.fields + part.fields,
      };
    }
    return shape;
  };
  const ofFragment = (name: string): Shape => {
    const found = known.get(name);
    if (found) return found;
    known.set(name, FLAT);
    const fragment = fragments.get(name);
    const shape = fragment ? measure(fragment.selectionSet) : FLAT;
    known.set(name, shape);
    return shape;
  };
  return measure(root);
}
