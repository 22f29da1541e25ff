import { readdir } from "node:fs/promises";
import { expect } from "chai";
import { openDatabase } from "../../src/db/database.ts";
import { migrate } from "../../src/db/migrate.ts";
import { createServerDatabase } from "../e2e/support/serverDatabase.ts";
import { databaseKind, freshDatabase } from "../fixtures/database.ts";

const MIGRATIONS = new URL("../../src/db/migrations/", import.meta.url);

describe(`migrate on ${databaseKind}`, () => {
  it("applies nothing twice, and refuses a changed or unknown migration", async () => {
    const { database, drop } = await freshDatabase();
    try {
      expect(await migrate(database)).to.deep.equal([]);
      await database.runScript("UPDATE schema_migrations SET sha256 = 'other' WHERE name LIKE '0001%'");
      expect(await message(migrate(database))).to.contain("was applied with another text");
      await database.runScript(
        "DELETE FROM schema_migrations; INSERT INTO schema_migrations (name, sha256) VALUES ('9999_future.sql', 'x')",
      );
      expect(await message(migrate(database))).to.contain("already exists");
    } finally {
      await drop();
    }
  });

  (databaseKind === "pglite" ? it.skip : it)(
    `is safe in several processes at once${databaseKind === "pglite" ? " (PGlite is one process)" : ""}`,
    async () => {
      const server = await createServerDatabase(process.env.DATABASE_URL ?? "");
      const databases = await Promise.all(
        Array.from({ length: 5 }, () => openDatabase({ url: server.url, poolSize: 2 })),
      );
      try {
        const applied = await Promise.all(databases.map(migrate));
        const files = (await readdir(MIGRATIONS)).filter((name) => name.endsWith(".sql")).sort();
        expect(applied.flat().sort()).to.deep.equal(files);
        const known = await server.query<{ name: string }>(
          "SELECT name FROM schema_migrations ORDER BY name",
        );
        expect(known.map(({ name }) => name)).to.deep.equal(files);
      } finally {
        await Promise.all(databases.map((database) => database.close()));
        await server.drop();
      }
    },
  );
});

const message = (work: Promise<unknown>) => work.then(String, (error: Error) => error.message);
