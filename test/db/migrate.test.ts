import { expect } from "chai";
import { migrate } from "../../src/db/migrate.ts";
import { databaseKind, freshDatabase } from "../fixtures/database.ts";

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
});

const message = (work: Promise<unknown>) => work.then(String, (error: Error) => error.message);
