import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isCompositeType,
  isListType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from "graphql";
import { type Access, accessOf } from "../access/access.ts";
import { TransportError } from "../errors/transportError.ts";
import { type Cost, type CostTree, costOf, pageSizeOf } from "./cost.ts";

/** What a valid operation asks for, worked out once per text and evaluated for each caller. */
export interface Inspection {
  /** Everything that must allow the caller: operations, fields and types that the operation touches. */
  readonly requirements: readonly Access[];
  readonly cost: Cost;
  /** The points of it that are spent whatever the answer holds. */
  readonly kept: number;
  /** The root fields, for finding a payer's client secret. */
  readonly rootFields: readonly FieldNode[];
}

/** Reads the requirements and the cost off a document that has passed validation. */
export function inspectOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): Inspection {
  const walk = new OperationWalk(schema, document, operation);
  const root = schema.getRootType(operation.operation);
  if (!root) throw new TransportError("VALIDATION_FAILED", `This door has no ${operation.operation}s.`);
  const tree = walk.selection(root, operation.selectionSet, true);
  if (walk.moneyMutations > 1) {
    throw new TransportError("MULTIPLE_OPERATIONS", "Send one mutation that moves money per document.");
  }
  const { kept, rootFields } = walk;
  return { requirements: [...walk.requirements], cost: costOf(tree), kept, rootFields };
}

const MUTATION_COST = 10;

/** Introspection is answered from memory; its own rules bound it. */
const INTROSPECTION_COST = 10;

/** What a list that is no connection is taken to hold. */
const PLAIN_LIST_SIZE = 5;

class OperationWalk {
  readonly requirements = new Set<Access>();
  readonly rootFields: FieldNode[] = [];
  moneyMutations = 0;
  kept = 0;
  readonly #schema: GraphQLSchema;
  readonly #operation: OperationDefinitionNode;
  readonly #fragments = new Map<string, FragmentDefinitionNode>();
  readonly #fragmentCosts = new Map<string, CostTree>();

  constructor(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode) {
    this.#schema = schema;
    this.#operation = operation;
    for (const definition of document.definitions) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION)
        this.#fragments.set(definition.name.value, definition);
    }
  }

  selection(type: GraphQLCompositeType, selectionSet: SelectionSetNode, atRoot = false): CostTree {
    this.#require(type, atRoot);
    const parts: CostTree[] = [];
    for (const selection of selectionSet.selections) {
      if (selection.kind === Kind.FIELD) {
        parts.push(this.#field(type, selection, atRoot));
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        parts.push(
          this.selection(
            this.#typeNamed(selection.typeCondition?.name.value) ?? type,
            selection.selectionSet,
            atRoot,
          ),
        );
      } else {
        parts.push(this.#fragment(selection.name.value, atRoot));
      }
    }
    return { own: 0, times: 1, parts };
  }

  #field(parent: GraphQLCompositeType, node: FieldNode, atRoot: boolean): CostTree {
    const name = node.name.value;
    if (name === "__typename") return { own: 0, times: 1, parts: [] };
    if (name.startsWith("__")) return { own: INTROSPECTION_COST, times: 1, parts: [] };
    const field = "getFields" in parent ? parent.getFields()[name] : undefined;
    if (!field) return { own: 0, times: 1, parts: [] };
    if (atRoot) this.rootFields.push(node);
    const access = accessOf(field);
    if (access) this.requirements.add(access);
    if (access?.movesMoney) this.moneyMutations += 1;
    const own = this.#ownCost(field, atRoot);
    if (access?.keepsPrice) this.kept += own;
    const parts = this.#children(field, node);
    // A list that is no connection: so many times the object and what is in it.
    return isPlainList(field)
      ? { own: 0, times: PLAIN_LIST_SIZE, parts: [{ own, times: 1, parts }] }
      : { own, times: 1, parts };
  }

  #ownCost(field: GraphQLField<unknown, unknown>, atRoot: boolean): number {
    if (atRoot && this.#operation.operation === "mutation") return MUTATION_COST;
    return isCompositeType(getNamedType(field.type)) ? 1 : 0;
  }

  #children(field: GraphQLField<unknown, unknown>, node: FieldNode): CostTree[] {
    const type = getNamedType(field.type);
    if (!node.selectionSet || !isCompositeType(type)) return [];
    const inside = this.selection(type, node.selectionSet);
    if (type.name.endsWith("Connection")) {
      return [{ own: 0, times: pageSizeOf(node, this.#operation), parts: [inside] }];
    }
    return [inside];
  }

  /** Walked once however often it is spread, so that fragments within fragments cannot multiply our work. */
  #fragment(name: string, atRoot: boolean): CostTree {
    const key = atRoot ? `${name} at root` : name;
    const known = this.#fragmentCosts.get(key);
    if (known) return known;
    const fragment = this.#fragments.get(name);
    const type = this.#typeNamed(fragment?.typeCondition.name.value);
    if (!fragment || !type) return { own: 0, times: 1, parts: [] };
    const tree = this.selection(type, fragment.selectionSet, atRoot);
    this.#fragmentCosts.set(key, tree);
    return tree;
  }

  #typeNamed(name: string | undefined): GraphQLCompositeType | undefined {
    const type = name === undefined ? undefined : this.#schema.getType(name);
    return isCompositeType(type) ? type : undefined;
  }

  #require(type: GraphQLCompositeType, atRoot: boolean): void {
    const access = atRoot ? undefined : accessOf(type);
    if (access) this.requirements.add(access);
  }
}

/** The lists inside a connection are counted by its page size already. */
function isPlainList(field: GraphQLField<unknown, unknown>): boolean {
  return isListType(getNullableType(field.type)) && field.name !== "edges" && field.name !== "nodes";
}
