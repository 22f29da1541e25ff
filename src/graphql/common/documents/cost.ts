import { type FieldNode, Kind, type OperationDefinitionNode, type ValueNode } from "graphql";

export type Variables = Readonly<Record<string, unknown>>;

/** Points of one request, from its variables: an object is 1, a scalar 0, a connection multiplies what is inside by
 *  its page size, a mutation is 10. */
export type Cost = (variables: Variables) => number;

/** `own` once, and `times` the sum of the parts. */
export interface CostTree {
  readonly own: number;
  readonly times: number | ((variables: Variables) => number);
  readonly parts: readonly CostTree[];
}

/** The most that one request may cost, whatever its bucket holds. */
export const HIGHEST_COST = 5_000;

/** What a connection without a page size is taken to hold. */
const DEFAULT_PAGE = 5;

/** Turns a tree into a function; what does not depend on variables is added up now. A tree shared by several
 *  fragments is evaluated once per request. */
export function costOf(tree: CostTree): Cost {
  const compiled = compile(tree, new Map());
  return typeof compiled === "number" ? () => compiled : (variables) => compiled(variables, new Map());
}

type Compiled = number | ((variables: Variables, known: Map<CostTree, number>) => number);

function compile(tree: CostTree, done: Map<CostTree, Compiled>): Compiled {
  const earlier = done.get(tree);
  if (earlier !== undefined) return earlier;
  const parts = tree.parts.map((part) => compile(part, done));
  const fixed = parts.reduce<number>((sum, part) => sum + (typeof part === "number" ? part : 0), 0);
  const moving = parts.filter((part) => typeof part !== "number");
  const { own, times } = tree;
  const compiled: Compiled =
    moving.length === 0 && typeof times === "number"
      ? own + times * fixed
      : (variables, known) => {
          const before = known.get(tree);
          if (before !== undefined) return before;
          const inside = moving.reduce((sum, part) => sum + part(variables, known), fixed);
          const points = own + (typeof times === "number" ? times : times(variables)) * inside;
          known.set(tree, points);
          return points;
        };
  done.set(tree, compiled);
  return compiled;
}

/** How many objects a connection may answer with: its first or last. */
export function pageSizeOf(node: FieldNode, operation: OperationDefinitionNode): CostTree["times"] {
  const argument = node.arguments?.find(({ name }) => name.value === "first" || name.value === "last");
  if (!argument) return DEFAULT_PAGE;
  if (argument.value.kind !== Kind.VARIABLE) return sizeOf(literal(argument.value));
  const name = argument.value.name.value;
  const definition = operation.variableDefinitions?.find(({ variable }) => variable.name.value === name);
  const fallback = literal(definition?.defaultValue);
  return (variables) => sizeOf(variables[name] ?? fallback);
}

function literal(value: ValueNode | undefined): unknown {
  return value?.kind === Kind.INT ? Number(value.value) : undefined;
}

function sizeOf(value: unknown): number {
  return typeof value === "number" && value > 0 ? value : DEFAULT_PAGE;
}
