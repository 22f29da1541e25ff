// Compares the doors' schemas with the ones that clients were promised; --accept makes today's the promise.
import { copyFile, readFile } from "node:fs/promises";
import { buildSchema } from "graphql";
import { breakingChanges } from "./schemaChanges.ts";

const SNAPSHOTS = new URL("../test/snapshots/", import.meta.url);

const readSchema = async (file: URL) => buildSchema(await readFile(file, "utf8"));

for (const door of ["merchant", "storefront"]) {
  const today = new URL(`${door}.graphql`, SNAPSHOTS);
  const promised = new URL(`released/${door}.graphql`, SNAPSHOTS);
  if (process.argv.includes("--accept")) {
    await copyFile(today, promised);
    continue;
  }
  for (const message of await breakingChanges(await readSchema(promised), await readSchema(today))) {
    console.error(`${door} door: ${message}`);
    process.exitCode = 1;
  }
}
if (process.exitCode) {
  console.error(
    "Clients that worked yesterday would fail. Deprecate instead; or, where it must be, say so in CHANGELOG.md and run `npm run schema:accept`.",
  );
}
