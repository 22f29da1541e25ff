import {
  type GraphQLArgument,
  type GraphQLEnumType,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputObjectType,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
} from "graphql";
import { type Access, accessOf } from "../src/graphql/common/access/access.ts";
import { printAnswer } from "../test/docs/examples.ts";

/** A request of the page of examples, as it stands there. */
export interface ShownExample {
  readonly query: string;
  readonly variables: string;
  readonly answer: unknown;
}

export interface Reference {
  readonly title: string;
  readonly intro: string;
  readonly schema: GraphQLSchema;
  /** The first example of each mutation, by its name. */
  readonly exampleOf: (mutation: string) => ShownExample | undefined;
}

/** One door's reference as a page of Markdown: operations first, then every type they lead to, by kind and name. */
export function printReference({ title, intro, schema, exampleOf }: Reference): string {
  const types = Object.values(schema.getTypeMap())
    .filter((type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const objects = types.filter(isObjectType).filter((type) => !roots.includes(type));
  return [
    `# ${title}`,
    intro,
    ...section("Queries", operationsOf(schema.getQueryType(), "query")),
    ...section("Mutations", operationsOf(schema.getMutationType(), "mutation", exampleOf)),
    ...section("Subscriptions", operationsOf(schema.getSubscriptionType(), "subscription")),
    ...section("Objects", objects.map(objectOf)),
    ...section("Interfaces", types.filter(isInterfaceType).map(objectOf)),
    ...section("Inputs", types.filter(isInputObjectType).map(inputOf)),
    ...section("Enums", types.filter(isEnumType).map(enumOf)),
    ...section(
      "Scalars",
      types.filter(isScalarType).map((type) => headed(type)),
    ),
  ]
    .join("\n\n")
    .concat("\n");
}

function section(title: string, parts: readonly string[]): string[] {
  return parts.length === 0 ? [] : [`## ${title}`, ...parts];
}

/** Headings name the kind too: `payment` is a query, `Payment` a type, and links know no capitals. */
function operationsOf(
  root: GraphQLObjectType | null | undefined,
  kind: string,
  exampleOf: Reference["exampleOf"] = () => undefined,
): string[] {
  const fields = Object.values(root?.getFields() ?? {}).sort((a, b) => (a.name < b.name ? -1 : 1));
  return fields.map((field) =>
    [`### ${kind} ${field.name}`, ...operationParts(field, exampleOf(field.name))].join("\n\n"),
  );
}

function operationParts(
  field: GraphQLField<unknown, unknown>,
  example: ShownExample | undefined,
): readonly string[] {
  return [
    field.description ?? "",
    `Answers ${linked(field)}. ${whoMay(accessOf(field))}`,
    ...table("Argument", field.args),
    ...(example ? [exampleText(example)] : []),
  ];
}

function exampleText({ query, variables, answer }: ShownExample): string {
  const block = (language: string, text: string) => `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;
  return [block("graphql", query), block("json", variables), block("json", printAnswer(answer))].join("\n");
}

function whoMay(access: Access | undefined): string {
  if (!access) throw new Error("every operation declares its access");
  const scopes = access.scopes ? ` with ${access.scopes.map((scope) => `\`${scope}\``).join(" or ")}` : "";
  const words = {
    anyone: "anyone",
    payer: "whoever holds the payment's client secret",
    wallet: "a wallet that is signed in",
    merchant: `a merchant's key${scopes}`,
    operator: "an operator's key",
  };
  return `For ${access.audiences.map((audience) => words[audience]).join(", or ")}.`;
}

function headed(type: GraphQLNamedType, ...parts: readonly string[]): string {
  return [`### ${type.name}`, type.description ?? "", ...parts].join("\n\n");
}

function objectOf(type: GraphQLObjectType | GraphQLInterfaceType): string {
  const implemented = type.getInterfaces().map(({ name }) => link(name));
  return headed(
    type,
    ...(implemented.length > 0 ? [`Implements ${implemented.join(", ")}.`] : []),
    ...table("Field", Object.values(type.getFields())),
  );
}

function inputOf(type: GraphQLInputObjectType): string {
  return headed(type, ...table("Field", Object.values(type.getFields())));
}

function enumOf(type: GraphQLEnumType): string {
  const rows = type.getValues().map(({ name, description }) => row(`\`${name}\``, description));
  return headed(type, ["| Value | |", "|---|---|", ...rows].join("\n"));
}

type Member = GraphQLField<unknown, unknown> | GraphQLInputField | GraphQLArgument;

function table(title: string, members: readonly Member[]): string[] {
  if (members.length === 0) return [];
  const rows = [...members]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((member) => row(`\`${member.name}\``, linked(member), member.description));
  return [[`| ${title} | Type | |`, "|---|---|---|", ...rows].join("\n")];
}

function row(...cells: readonly (string | null | undefined)[]): string {
  return `| ${cells.map((cell) => (cell ?? "").replaceAll(/\s+/g, " ").replaceAll("|", "\\|")).join(" | ")} |`;
}

/** The type as GraphQL writes it, leading to its own part of the page. */
function linked({ type }: Pick<Member, "type">): string {
  const { name } = getNamedType(type);
  const [before, after] = String(type).split(name);
  return isSpecifiedScalarType(getNamedType(type)) ? String(type) : `${before}${link(name)}${after}`;
}

function link(name: string): string {
  return `[${name}](#${name.toLowerCase()})`;
}
