// Writes schema.graphql and the doors' snapshots from the schemas; with --check it only compares.
import "reflect-metadata";
import { readFile, writeFile } from "node:fs/promises";
import { buildMerchantSchema } from "../src/graphql/merchant/merchantSchema.ts";
import { printDoors } from "../src/graphql/printDoors.ts";
import { buildStorefrontSchema } from "../src/graphql/storefront/storefrontSchema.ts";

const doors = printDoors({ storefront: buildStorefrontSchema(), merchant: buildMerchantSchema() });
const files = {
  "../schema.graphql": doors.both,
  "../test/snapshots/storefront.graphql": doors.storefront,
  "../test/snapshots/merchant.graphql": doors.merchant,
};

for (const [path, text] of Object.entries(files)) {
  const file = new URL(path, import.meta.url);
  if (!process.argv.includes("--check")) {
    await writeFile(file, text);
  } else if ((await readFile(file, "utf8").catch(() => "")) !== text) {
    console.error(`${path.slice(3)} does not match the code: run \`npm run fix\` and review the difference.`);
    process.exitCode = 1;
  }
}
