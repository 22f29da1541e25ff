// Writes the client's types and documents from its operations and the merchant door's schema; with --check it only compares.
import { readFile, writeFile } from "node:fs/promises";
import { codegen } from "@graphql-codegen/core";
import * as documents from "@graphql-codegen/typed-document-node";
import * as operations from "@graphql-codegen/typescript-operations";
import { buildSchema, isScalarType, isSpecifiedScalarType, parse } from "graphql";

const read = (path: string) => readFile(new URL(path, import.meta.url), "utf8");
const target = new URL("../src/client/operations.generated.ts", import.meta.url);

const schema = await read("../test/snapshots/merchant.graphql");
const scalars = Object.values(buildSchema(schema).getTypeMap())
  .filter((type) => isScalarType(type) && !isSpecifiedScalarType(type))
  .map(({ name }) => [name, name === "JSON" ? "unknown" : "string"]);
const body = await codegen({
  filename: "operations.generated.ts",
  schema: parse(schema),
  documents: [
    { location: "operations.graphql", document: parse(await read("../src/client/operations.graphql")) },
  ],
  config: {
    scalars: { ID: "string", ...Object.fromEntries(scalars) },
    strictScalars: true,
    useTypeImports: true,
    enumsAsTypes: true,
    documentMode: "string",
    immutableTypes: true,
    dedupeFragments: true,
  },
  plugins: [{ operations: {} }, { documents: {} }],
  pluginMap: { operations, documents },
});

const text = `// Written by \`npm run fix\` from operations.graphql and the merchant door's schema.\n${body}`;

if (!process.argv.includes("--check")) {
  await writeFile(target, text);
} else if ((await readFile(target, "utf8").catch(() => "")) !== text) {
  console.error("src/client/operations.generated.ts does not match the schema: run `npm run fix`.");
  process.exitCode = 1;
}
