// Writes src/db/tables.generated.ts from the migrations; with --check it only compares.
import { readFile, writeFile } from "node:fs/promises";
import { generate, PostgresDialect } from "kysely-codegen";
import { openDatabase } from "../src/db/database.ts";
import { migrate } from "../src/db/migrate.ts";

const target = new URL("../src/db/tables.generated.ts", import.meta.url);

const database = await openDatabase({});
await migrate(database);
const text = await generate({
  db: database.kysely,
  dialect: new PostgresDialect(),
  excludePattern: "schema_migrations",
  outFile: null,
  typeMapping: {
    numeric: "ColumnType<bigint, bigint, bigint>",
    int8: "ColumnType<number, number, number>",
    timestamptz: "ColumnType<Date, Date, Date>",
    jsonb: "ColumnType<unknown, string, string>",
  },
  customImports: { ColumnType: "kysely" },
  typeOnlyImports: true,
});
await database.close();

if (process.argv.includes("--check")) {
  if ((await readFile(target, "utf8")) !== text) {
    console.error("src/db/tables.generated.ts does not match the migrations: run `npm run db:types`.");
    process.exit(1);
  }
} else {
  await writeFile(target, text);
}
