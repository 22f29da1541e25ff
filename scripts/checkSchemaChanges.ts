// Compares the doors' schemas with the ones that clients were promised; --accept makes today's the promise.
import { copyFile, readFile } from "node:fs/promises";
import { buildSchema } from "graphql";
import { breakingChanges } from "./schemaChanges.ts";

const SNAPSHOTS = new URL("../test/snapshots/", import.meta.url);

for (const door of ["merchant", "storefront"]) {
  const [today, promised] = [`${door}.graphql`, `released/${door}.graphql`].map(
    (at) => new URL(at, SNAPSHOTS),
  );
  if (!today || !promised) throw new Error("there are two files");
  if (process.argv.includes("--accept")) {
    await copyFile(today, promised);
    continue;
  }
  const [before, after] = await Promise.all(
    [promised, today].map(async (file) => buildSchema(await readFile(file, "utf8"))),
  );
  if (!before || !after) throw new Error("there are two schemas");
  for (const message of await breakingChanges(before, after)) {
    console.error(`${door} door: ${message}`);
    process.exitCode = 1;
  }
}
if (process.exitCode) {
  console.error(
    "Clients that worked yesterday would fail. Deprecate instead; or, where it must be, say so in CHANGELOG.md and run `npm run schema:accept`.",
  );
}
