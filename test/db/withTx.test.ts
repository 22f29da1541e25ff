import { expect } from "chai";
import { sql } from "kysely";
import type { Database } from "../../src/db/database.ts";
import { announceAfterCommit, SYSTEM, type Tx, withTx } from "../../src/db/withTx.ts";
import type { MerchantId } from "../../src/kernel/ids/ids.ts";
import { databaseKind, freshDatabase } from "../fixtures/database.ts";
import { insertMerchant } from "../fixtures/merchant.ts";

/** Tables of nobody's tenant, on which a merchant's role has no right at all. */
const NOT_FOR_MERCHANTS = ["sign_in_nonces", "wallet_sessions"];

describe(`withTx on ${databaseKind}`, () => {
  let database: Database;
  let drop: () => Promise<void>;
  let merchant: MerchantId;

  before(async () => {
    ({ database, drop } = await freshDatabase());
    merchant = await insertMerchant(database);
  });
  after(() => drop());

  it("works as a role that is neither a superuser nor above row-level security", async () => {
    for (const [scope, role] of [
      [SYSTEM, "tallystick_system"],
      [{ as: "merchant", merchantId: merchant } as const, "tallystick_api"],
    ] as const) {
      const found = await withTx(database, scope, (tx) =>
        sql<{ name: string; above: boolean }>`select current_user as name, rolsuper or rolbypassrls as above
          from pg_roles where rolname = current_user`.execute(tx),
      );
      expect(found.rows).to.deep.equal([{ name: role, above: false }]);
    }
  });

  it("shows no tenant's rows without a tenant, in any tenant table", async () => {
    const tables = await sql<{ name: string }>`select c.relname as name from pg_class c
      where c.relkind = 'r' and c.relrowsecurity and c.relforcerowsecurity order by 1`.execute(
      database.kysely,
    );
    expect(tables.rows.map((row) => row.name)).to.include.members([
      "payments",
      "payouts",
      "journal_lines",
      "events",
    ]);
    for (const { name } of tables.rows) {
      const nobody = { as: "merchant", merchantId: "" as MerchantId } as const;
      const shown = withTx(database, nobody, (tx) => sql`select * from ${sql.table(name)}`.execute(tx));
      const rows = await shown.then(
        (found) => found.rows,
        (error: { code?: string }) => error.code,
      );
      expect(rows, name).to.deep.equal(NOT_FOR_MERCHANTS.includes(name) ? "42501" : []); // insufficient_privilege
    }
  });

  it("guards every table that has a merchant column", async () => {
    const open = await sql<{ name: string }>`select c.relname as name from pg_class c
      join pg_attribute a on a.attrelid = c.oid and a.attname = 'merchant_id' and not a.attisdropped
      where c.relkind = 'r' and not (c.relrowsecurity and c.relforcerowsecurity)`.execute(database.kysely);
    expect(open.rows).to.deep.equal([]);
  });

  it("leaves nothing behind when the work throws", async () => {
    const insert = withTx(database, SYSTEM, async (tx) => {
      await tx
        .insertInto("merchants")
        .values({ id: "mer_gone", name: "Gone", fee_bps: 0, created_at: new Date() })
        .execute();
      throw new Error("changed my mind");
    });
    expect(await insert.catch((error: Error) => error.message)).to.equal("changed my mind");
    const found = await withTx(database, SYSTEM, (tx) =>
      tx.selectFrom("merchants").select("id").where("id", "=", "mer_gone").execute(),
    );
    expect(found).to.deep.equal([]);
  });

  it("throws at once when it is nested", async () => {
    const nested = withTx(database, SYSTEM, () => withTx(database, SYSTEM, async () => 1));
    expect(await nested.catch((error: Error) => error.message)).to.contain("a transaction is open already");
  });

  it("tells of commits that leave work, and of no other", async () => {
    let told = 0;
    const stop = database.onWork(() => {
      told += 1;
    });
    const leaveWork = async () => announceAfterCommit();
    await withTx(database, SYSTEM, leaveWork);
    await withTx(database, SYSTEM, async () => 1);
    const failing = withTx(database, SYSTEM, async () => {
      announceAfterCommit();
      throw new Error("no");
    });
    await failing.catch(() => undefined);
    stop();
    await withTx(database, SYSTEM, leaveWork);
    expect(told).to.equal(1);
  });

  it("parts two transactions that wait for each other, and finishes both", async function () {
    if (databaseKind === "pglite") return this.skip(); // one connection: nothing runs beside a transaction
    const [one, two] = [await insertMerchant(database), await insertMerchant(database)];
    const rename = (first: MerchantId, second: MerchantId, name: string) =>
      withTx(database, SYSTEM, async (tx) => {
        await tx.updateTable("merchants").set({ name }).where("id", "=", first).execute();
        await sql`select pg_sleep(0.2)`.execute(tx);
        await tx.updateTable("merchants").set({ name }).where("id", "=", second).execute();
      });
    await Promise.all([rename(one, two, "A"), rename(two, one, "B")]);
    const rows = await withTx(database, SYSTEM, (tx) =>
      tx.selectFrom("merchants").select("name").where("id", "in", [one, two]).execute(),
    );
    expect(new Set(rows.map((row) => row.name)).size).to.equal(1);
  });

  it("waits again for a row that another transaction holds for long", async function () {
    if (databaseKind === "pglite") return this.skip(); // one connection: nothing runs beside a transaction
    const id = await insertMerchant(database);
    let holds = () => {};
    const isHeld = new Promise<void>((resolve) => {
      holds = resolve;
    });
    const renameTo = (tx: Tx, name: string) =>
      tx.updateTable("merchants").set({ name }).where("id", "=", id).execute();
    const first = withTx(database, SYSTEM, async (tx) => {
      await renameTo(tx, "first");
      holds();
      await sql`select pg_sleep(2.5)`.execute(tx);
    });
    await isHeld;
    await Promise.all([first, withTx(database, SYSTEM, (tx) => renameTo(tx, "second"))]);
    const row = await withTx(database, SYSTEM, (tx) =>
      tx.selectFrom("merchants").select("name").where("id", "=", id).executeTakeFirst(),
    );
    expect(row?.name).to.equal("second");
  });
});
