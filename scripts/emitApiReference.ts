// Writes docs/api/ from the schemas and the examples in docs/api.md; with --check it only compares.
import "reflect-metadata";
import { readFile, writeFile } from "node:fs/promises";
import { buildMerchantSchema } from "../src/graphql/merchant/merchantSchema.ts";
import { buildStorefrontSchema } from "../src/graphql/storefront/storefrontSchema.ts";
import { isExampleOf, readExamples } from "../test/docs/examples.ts";
import { printReference } from "./apiReference.ts";

const DOCS = new URL("../docs/", import.meta.url);

const steps = readExamples(await readFile(new URL("api.md", DOCS), "utf8"));
const requests = steps.flatMap((step) => (step.kind === "request" ? [step] : []));
const exampleOf = (mutation: string) =>
  requests.find((step) => step.query.startsWith("mutation") && isExampleOf(mutation, step));
const note =
  "Written by `npm run fix` from the schema. The examples are those of [one day of a shop](../api.md), which `npm test` sends.";

const pages = {
  "api/merchant.md": printReference({
    title: "The merchant door",
    intro: `\`POST /graphql\`, with \`authorization: Bearer sk_…\`; subscriptions over WebSocket (\`graphql-transport-ws\`) at the same path. ${note}`,
    schema: buildMerchantSchema(),
    exampleOf,
  }),
  "api/storefront.md": printReference({
    title: "The storefront door",
    intro: `\`POST /storefront\`, without a key: a payment is opened by its client secret, and a wallet that is signed in sends \`authorization: Bearer wst_…\`; subscriptions over WebSocket (\`graphql-transport-ws\`) at the same path. ${note}`,
    schema: buildStorefrontSchema(),
    exampleOf,
  }),
};

for (const [path, text] of Object.entries(pages)) {
  const file = new URL(path, DOCS);
  if (!process.argv.includes("--check")) {
    await writeFile(file, text);
  } else if ((await readFile(file, "utf8").catch(() => "")) !== text) {
    console.error(`docs/${path} does not match the schema or docs/api.md: run \`npm run fix\`.`);
    process.exitCode = 1;
  }
}
