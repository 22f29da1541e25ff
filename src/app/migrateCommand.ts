import { readConfig } from "../config/config.ts";
import { openDatabase } from "../db/database.ts";
import { migrate } from "../db/migrate.ts";
import { runCommand } from "./runCommand.ts";

/** `npm run migrate`: brings the database behind DATABASE_URL up to date. Safe while others do the same. */
await runCommand(async () => {
  const { DATABASE_URL: url } = readConfig();
  if (url === undefined) throw new Error("DATABASE_URL is not set: the embedded database needs no migration");
  const database = await openDatabase({ url });
  try {
    const applied = await migrate(database);
    process.stdout.write(
      applied.length === 0 ? "The database is up to date.\n" : `Applied ${applied.join(", ")}.\n`,
    );
  } finally {
    await database.close();
  }
});
