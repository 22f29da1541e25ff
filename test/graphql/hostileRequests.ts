import type { Path } from "./doorWorld.ts";

/** A request that no client of good will sends, and how it is refused. */
export interface HostileRequest {
  readonly name: string;
  readonly at: readonly Path[];
  /** Another text at each turn, so that no cache of refusals helps. */
  readonly body: (turn: number) => string;
  readonly headers: Readonly<Record<string, string>>;
  readonly code: string;
  readonly status: number;
}

type Rest = Pick<HostileRequest, "at" | "headers" | "status">;

const BOTH: readonly Path[] = ["/graphql", "/storefront"];
const GOOD = "{chains{id}}";

function raw(name: string, body: string, code: string, rest: Partial<Rest> = {}): HostileRequest {
  return { name, at: BOTH, body: () => body, headers: {}, code, status: 400, ...rest };
}

/** A document, with fields of the body beside it. */
function document(
  name: string,
  text: string,
  code: string,
  beside: object = {},
  rest: Partial<Rest> = {},
): HostileRequest {
  const body = (turn: number) => JSON.stringify({ query: `${text}\n#${turn}`, ...beside });
  return { ...raw(name, "", code, rest), body };
}

const many = (count: number, part: (index: number) => string, between = " ") =>
  Array.from({ length: count }, (_, index) => part(index)).join(between);
const nested = (open: string, inside: string, close: string, depth: number) =>
  open.repeat(depth) + inside + close.repeat(depth);

const BODIES: readonly HostileRequest[] = [
  raw("an empty body", "", "PARSE_FAILED"),
  raw("half of a JSON object", '{"query": "{cha', "PARSE_FAILED"),
  raw("a comma too many", '{"query": "{chains{id}}",}', "PARSE_FAILED"),
  raw("a NUL byte", "\u0000", "PARSE_FAILED"),
  raw("JavaScript instead of JSON", "{query: NaN}", "PARSE_FAILED"),
  raw("brackets that never close", "[".repeat(90_000), "PARSE_FAILED"),
  raw("a prototype to pollute", `{"query": "${GOOD}", "__proto__": {"isAdmin": true}}`, "PARSE_FAILED"),
  raw(
    "a prototype behind a constructor",
    `{"query": "${GOOD}", "constructor": {"prototype": {"isAdmin": true}}}`,
    "PARSE_FAILED",
  ),
  raw("an empty batch", "[]", "BAD_USER_INPUT"),
  raw("a batch of two", `[{"query": "${GOOD}"}, {"query": "${GOOD}"}]`, "BAD_USER_INPUT"),
  raw("a batch of two thousand", `[${many(2_000, () => `{"query": "${GOOD}"}`, ",")}]`, "BAD_USER_INPUT"),
  raw("a string", '"{chains{id}}"', "BAD_USER_INPUT"),
  raw("null", "null", "BAD_USER_INPUT"),
  raw("a number", "1e308", "BAD_USER_INPUT"),
  raw("an object without a query", '{"variables": {}}', "BAD_USER_INPUT"),
  raw("an empty query", '{"query": ""}', "BAD_USER_INPUT"),
  raw("a query that is a number", '{"query": 1}', "BAD_USER_INPUT"),
  raw("a query that is a list", `{"query": ["${GOOD}"]}`, "BAD_USER_INPUT"),
  raw("an operator of another database", '{"query": {"$ne": null}}', "BAD_USER_INPUT"),
  raw(
    "a hash of a persisted query that nobody stored",
    `{"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "${"ab".repeat(32)}"}}}`,
    "BAD_USER_INPUT",
  ),
  ...[
    { at: "/graphql" as const, bytes: 400_000 },
    { at: "/storefront" as const, bytes: 100_000 },
  ].map(({ at, bytes }) =>
    raw(
      `a body above the limit of ${at}`,
      JSON.stringify({ query: `${GOOD} #${"x".repeat(bytes)}` }),
      "BAD_USER_INPUT",
      { at: [at] },
    ),
  ),
  raw("a form, as a page of another site can post it", "query={chains{id}}", "BAD_USER_INPUT", {
    headers: { "content-type": "application/x-www-form-urlencoded" },
  }),
  raw("plain text, as a page of another site can post it", `{"query": "${GOOD}"}`, "BAD_USER_INPUT", {
    headers: { "content-type": "text/plain" },
  }),
  raw("a file upload", "--x\r\n\r\n--x--", "BAD_USER_INPUT", {
    headers: { "content-type": "multipart/form-data; boundary=x" },
  }),
  raw("a body of GraphQL", GOOD, "BAD_USER_INPUT", { headers: { "content-type": "application/graphql" } }),
];

const READ = "query ($id: ID!) {node(id: $id){id}}";
const PAGE = "query ($first: Int!) {assets(first: $first){nodes{id}}}";

const VARIABLES: readonly HostileRequest[] = [
  document("variables in a list", READ, "BAD_USER_INPUT", { variables: [] }),
  document("variables in a string", READ, "BAD_USER_INPUT", { variables: '{"id": "x"}' }),
  document("an operation name that is a number", GOOD, "BAD_USER_INPUT", { operationName: 1 }),
  document("the name of no operation", "query A {chains{id}}", "BAD_USER_INPUT", { operationName: "B" }),
  document("a NUL in a variable", READ, "BAD_USER_INPUT", { variables: { id: "a\u0000b" } }),
  document("half a character in a variable", READ, "BAD_USER_INPUT", { variables: { id: "\ud800" } }),
  document("a NUL in a variable's name", READ, "BAD_USER_INPUT", { variables: { id: "x", "\u0000": 1 } }),
  document("a missing variable", READ, "BAD_USER_INPUT"),
  document("null where something must be", READ, "BAD_USER_INPUT", { variables: { id: null } }),
  document("an object for an id", READ, "BAD_USER_INPUT", { variables: { id: { $gt: "" } } }),
  document("a list for an id", READ, "BAD_USER_INPUT", { variables: { id: ["x", "y"] } }),
  raw(
    "thirty thousand lists in an id",
    `{"query": "${READ}", "variables": {"id": ${nested("[", "", "]", 30_000)}}}`,
    "BAD_USER_INPUT",
  ),
  document("a part of a page", PAGE, "BAD_USER_INPUT", { variables: { first: 1.5 } }),
  document("a page beyond any integer", PAGE, "QUERY_TOO_COMPLEX", { variables: { first: 1e21 } }),
  document("a page in words", PAGE, "BAD_USER_INPUT", { variables: { first: "100" } }),
  document("a page of less than nothing", PAGE, "BAD_USER_INPUT", { variables: { first: -1 } }),
  document("a page of everything", PAGE, "QUERY_TOO_COMPLEX", { variables: { first: 2_147_483_647 } }),
];

const TEXTS: readonly HostileRequest[] = [
  document("a brace that never closes", "{chains{id}", "PARSE_FAILED"),
  document("a brace too many", "{chains{id}}}", "PARSE_FAILED"),
  document("SQL", "'; DROP TABLE payments; --", "PARSE_FAILED"),
  document("a document as its syntax tree", '{"kind":"Document","definitions":[]}', "PARSE_FAILED"),
  document("a string that never ends", '{node(id:"x){id}}', "PARSE_FAILED"),
  document("an escape of half a character", '{node(id:"\\ud800"){id}}', "PARSE_FAILED"),
  document("a number that is none", "{assets(first:1e){nodes{id}}}", "PARSE_FAILED"),
  document("only a comment", "# nothing", "PARSE_FAILED"),
  document("a NUL in a string", '{node(id:"a\\u0000b"){id}}', "BAD_USER_INPUT"),
  document("a schema instead of a request", "type Query {id: ID}", "VALIDATION_FAILED"),
  document("two operations", "query A {chains{id}} query B {chains{id}}", "MULTIPLE_OPERATIONS"),
  document(
    "two hundred operations",
    many(200, (index) => `query Q${index} {chains{id}}`),
    "MULTIPLE_OPERATIONS",
    { operationName: "Q0" },
  ),
  document("only a fragment", "fragment F on Chain {id}", "VALIDATION_FAILED"),
];

const SCHEMA: readonly HostileRequest[] = [
  document("an unknown field", "{users{password}}", "VALIDATION_FAILED"),
  document("an unknown field of a known type", "{chains{rpcUrl}}", "VALIDATION_FAILED"),
  document("a field without its fields", "{chains}", "VALIDATION_FAILED"),
  document("fields of a scalar", "{chains{id{x}}}", "VALIDATION_FAILED"),
  document("an unknown argument", "{chains(admin: true){id}}", "VALIDATION_FAILED"),
  document("an unknown mutation", "mutation {operatorCreate{secret}}", "VALIDATION_FAILED"),
  document("a variable of an unknown type", "query ($x: Admin) {chains{id}}", "VALIDATION_FAILED"),
  document(
    "a variable that is used as another type",
    "query ($x: Int) {node(id: $x){id}}",
    "VALIDATION_FAILED",
  ),
  document("a variable twice", "query ($id: ID!, $id: ID!) {node(id: $id){id}}", "VALIDATION_FAILED"),
  document("an undefined fragment", "{...Secrets}", "VALIDATION_FAILED"),
  document("a fragment in itself", "{...F} fragment F on Query {...F}", "VALIDATION_FAILED"),
  document(
    "a circle of a hundred fragments",
    `{...F0} ${many(100, (index) => `fragment F${index} on Query {...F${(index + 1) % 100}}`)}`,
    "VALIDATION_FAILED",
  ),
  document("an unknown directive", '{chains @export(as: "x") {id}}', "VALIDATION_FAILED"),
  document(
    "two hundred directives on a field",
    `{chains ${"@skip(if:false) ".repeat(200)} {id}}`,
    "VALIDATION_FAILED",
  ),
  document("a directive in the wrong place", "query @skip(if: true) {chains{id}}", "VALIDATION_FAILED"),
  document("an answer in parts", "{chains @defer {id}}", "VALIDATION_FAILED"),
  document("one name for two fields", "{chains{x: id x: name}}", "VALIDATION_FAILED"),
  document(
    "conflicts without end",
    `{chains{${many(15, (index) => `a${index}: id a${index}: name`)}}}`,
    "QUERY_TOO_COMPLEX",
  ),
];

const FRAGMENT_BOMB = `{...F0} ${many(100, (index) => `fragment F${index} on Query {...F${index + 1} ...F${index + 1}}`)}
  fragment F100 on Query {a: chains{id}}`;

const SIZES: readonly HostileRequest[] = [
  document("sixteen aliases", `{${many(16, (index) => `a${index}: chains{id}`)}}`, "QUERY_TOO_COMPLEX"),
  document("four hundred aliases", `{${many(400, (index) => `a${index}: chains{id}`)}}`, "QUERY_TOO_COMPLEX"),
  document("aliases that double in a hundred fragments", FRAGMENT_BOMB, "QUERY_TOO_COMPLEX"),
  document("more tokens than are read", `{chains{${"id ".repeat(2_000)}}}`, "QUERY_TOO_COMPLEX"),
  document("one field nineteen hundred times", `{chains{${"id ".repeat(1_900)}}}`, "QUERY_TOO_COMPLEX"),
  document("one object four hundred times", `{${"chains{id} ".repeat(400)}}`, "QUERY_TOO_COMPLEX"),
  document("a name of fifty thousand letters", `{${"a".repeat(50_000)}}`, "QUERY_TOO_COMPLEX"),
  document(
    "a string of fifty thousand letters",
    `{node(id:"${"a".repeat(50_000)}"){id}}`,
    "QUERY_TOO_COMPLEX",
  ),
  document("fifty thousand commas", `{chains{id${",".repeat(50_000)}}}`, "QUERY_TOO_COMPLEX"),
  document("nine hundred nested lists", `{node(id:${nested("[", "", "]", 900)}){id}}`, "VALIDATION_FAILED"),
  document("nested fields without end", `${nested("{chains", "{id}", "}", 600)}`, "QUERY_TOO_COMPLEX"),
  document(
    "a schema that is asked for itself, again and again",
    `{__schema{types${nested("{fields{type", "{name}", "}}", 20)}}}`,
    "VALIDATION_FAILED",
  ),
];

const AUTHORITY: readonly HostileRequest[] = [
  document(
    "a merchant's list, by nobody",
    "{payments(first: 1){nodes{id}}}",
    "UNAUTHENTICATED",
    {},
    {
      at: ["/graphql"],
      status: 401,
    },
  ),
  document(
    "a merchant's list with a made-up key",
    "{payments(first: 1){nodes{id}}}",
    "UNAUTHENTICATED",
    {},
    {
      at: ["/graphql"],
      headers: { authorization: `Bearer sk_test_${"x".repeat(40)}` },
      status: 401,
    },
  ),
  document(
    "a merchant's list with another kind of word",
    "{payments(first: 1){nodes{id}}}",
    "UNAUTHENTICATED",
    {},
    {
      at: ["/graphql"],
      headers: { authorization: "Basic YWRtaW46YWRtaW4=" },
      status: 401,
    },
  ),
  document(
    "a merchant's list at the payers' door",
    "{payments(first: 1){nodes{id}}}",
    "VALIDATION_FAILED",
    {},
    {
      at: ["/storefront"],
    },
  ),
  document(
    "money to be moved by a payer",
    "mutation {payoutCreate(input: {}){userErrors{code}}}",
    "VALIDATION_FAILED",
    {},
    {
      at: ["/storefront"],
    },
  ),
  document("a subscription by POST", "subscription {events{id}}", "BAD_USER_INPUT", {}, { at: ["/graphql"] }),
  document(
    "a payer's subscription by POST",
    'subscription {checkoutPaymentUpdated(clientSecret: "x"){id}}',
    "BAD_USER_INPUT",
    {},
    { at: ["/storefront"] },
  ),
];

export const HOSTILE_REQUESTS: readonly HostileRequest[] = [
  ...BODIES,
  ...VARIABLES,
  ...TEXTS,
  ...SCHEMA,
  ...SIZES,
  ...AUTHORITY,
];
