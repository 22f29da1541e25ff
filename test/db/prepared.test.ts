import { expect } from "chai";
import { sql } from "kysely";
import { type Database, openPool } from "../../src/db/database.ts";
import { preparing, StatementNames } from "../../src/db/prepared.ts";
import { read } from "../../src/db/read.ts";
import { SYSTEM, withTx } from "../../src/db/withTx.ts";
import { databaseKind, freshDatabase } from "../fixtures/database.ts";

describe("statements that are used often", () => {
  it("have a name from the third use on, the same ever after", () => {
    const names = new StatementNames();
    expect([1, 2, 3, 4].map(() => names.nameOf("select 1"))).to.deep.equal([
      undefined,
      undefined,
      "t1",
      "t1",
    ]);
  });

  it("have no name beyond five hundred, and those that have one keep it", () => {
    const names = new StatementNames();
    for (let text = 0; text < 500; text += 1)
      for (let use = 0; use < 3; use += 1) names.nameOf(`select ${text}`);
    for (let use = 0; use < 5; use += 1) expect(names.nameOf("select 'late'")).to.equal(undefined);
    expect(names.nameOf("select 499")).to.equal("t500");
  });

  it("get another name when they are renewed", () => {
    const names = new StatementNames();
    for (let use = 0; use < 3; use += 1) names.nameOf("select 1");
    names.renew("select 1");
    expect(names.nameOf("select 1")).to.equal("t2");
  });

  it("are known by texts that came often lately, not by all that ever came", () => {
    const names = new StatementNames();
    names.nameOf("select 'once'");
    names.nameOf("select 'once'");
    for (let text = 0; text < 2_000; text += 1) names.nameOf(`select ${text}`);
    expect(names.nameOf("select 'once'")).to.equal(undefined);
  });
});

if (databaseKind === "postgres") {
  describe("statements prepared on PostgreSQL", () => {
    let database: Database;
    let drop: () => Promise<void>;

    beforeEach(async () => {
      ({ database, drop } = await freshDatabase());
      await database.runScript(
        "CREATE TABLE things (id int); INSERT INTO things VALUES (1); GRANT SELECT, INSERT ON things TO PUBLIC",
      );
    });
    afterEach(() => drop());

    const everything = sql<Record<string, number>>`select * from things`;
    const widen = () => database.runScript("ALTER TABLE things ADD COLUMN size int NOT NULL DEFAULT 7");

    it("are prepared once and used again", async () => {
      const answers = await withTx(database, SYSTEM, async (tx) => {
        for (let use = 0; use < 5; use += 1) await everything.execute(tx);
        return sql<{
          uses: number;
        }>`select (generic_plans + custom_plans)::int as uses from pg_prepared_statements
          where statement = 'select * from things'`.execute(tx);
      });
      expect(answers.rows).to.deep.equal([{ uses: 3 }]);
    });

    it("answer with the new column after a migration, read or in a transaction begun anew", async () => {
      const often = async (ask: () => Promise<unknown>) => {
        for (let use = 0; use < 20; use += 1) await ask();
      };
      const reading = () => read(database, SYSTEM, (reader) => everything.execute(reader));
      const writing = () => withTx(database, SYSTEM, (tx) => everything.execute(tx));
      await often(reading);
      await often(writing);
      await widen();
      expect((await reading()).rows).to.deep.equal([{ id: 1, size: 7 }]);
      expect((await writing()).rows).to.deep.equal([{ id: 1, size: 7 }]);
    });

    it("do what they are to do once when a transaction is begun anew", async () => {
      const write = () =>
        withTx(database, SYSTEM, async (tx) => {
          await sql`insert into things values (2)`.execute(tx);
          return everything.execute(tx);
        });
      for (let use = 0; use < 10; use += 1) await write();
      await widen();
      expect((await write()).rows).to.have.length(12);
    });
  });

  describe("a pool that prepares", () => {
    it("gives its connections back, broken ones not", async () => {
      const pool = openPool(process.env.DATABASE_URL as string, 1);
      const prepared = preparing(pool);
      const processOf = async () => {
        const client = await prepared.connect();
        const answer = await client.query<{ pid: number }>("select pg_backend_pid() as pid", []);
        return { client, pid: answer.rows[0]?.pid };
      };
      const first = await processOf();
      first.client.release();
      const second = await processOf();
      expect(second.pid).to.equal(first.pid);
      second.client.release(true);
      const third = await processOf();
      expect(third.pid).not.to.equal(first.pid);
      third.client.release();
      await prepared.end();
      expect(pool.ended).to.equal(true);
    });
  });
}
