import { expect } from "chai";
import { sql } from "kysely";
import type { Database } from "../../src/db/database.ts";
import { type Reader, read } from "../../src/db/read.ts";
import { type Scope, SYSTEM, withTx } from "../../src/db/withTx.ts";
import type { MerchantId } from "../../src/kernel/ids/ids.ts";
import { databaseKind, freshDatabase } from "../fixtures/database.ts";
import { insertMerchant } from "../fixtures/merchant.ts";

describe(`read on ${databaseKind}`, () => {
  let database: Database;
  let drop: () => Promise<void>;
  let one: MerchantId;
  let two: MerchantId;

  before(async () => {
    ({ database, drop } = await freshDatabase());
    [one, two] = [await insertMerchant(database), await insertMerchant(database)];
  });
  after(() => drop());

  const as = (merchantId: MerchantId): Scope => ({ as: "merchant", merchantId });
  const visible = async (scope: Scope) =>
    (await read(database, scope, (db) => db.selectFrom("merchants").select("id").execute())).map(
      ({ id }) => id,
    );
  const who = (db: Reader) =>
    sql<{ name: string; readonly: string; merchant: string }>`select current_user as name,
      current_setting('transaction_read_only') as readonly, current_setting('tallystick.merchant_id') as merchant`.execute(
      db,
    );

  it("shows each scope its own rows, whatever its connection was used for before", async () => {
    for (const merchant of [one, two, one, one])
      expect(await visible(as(merchant))).to.deep.equal([merchant]);
    expect((await visible(SYSTEM)).sort()).to.deep.equal([one, two].sort());
    expect(await visible(as("" as MerchantId))).to.deep.equal([]);
  });

  it("keeps scopes apart when many are read at a time", async () => {
    const turns = Array.from({ length: 60 }, (_, turn) => (turn % 2 === 0 ? one : two));
    const seen = await Promise.all(turns.map((merchant) => visible(as(merchant))));
    expect(seen).to.deep.equal(turns.map((merchant) => [merchant]));
  });

  it("keeps its scope after a statement that fails", async () => {
    for (let turn = 0; turn < 30; turn++) {
      const failing = read(database, as(one), (db) => sql`select 1 / 0`.execute(db));
      expect(await failing.then(String, (error: Error) => error.message)).to.contain("division by zero");
    }
    expect(await visible(as(two))).to.deep.equal([two]);
    expect((await read(database, as(one), who)).rows[0]).to.include({
      name: "tallystick_api",
      merchant: one,
    });
  });

  it("can do nothing but read", async function () {
    if (databaseKind === "pglite") return this.skip(); // its one connection also writes; types keep writes out
    const writing = read(database, SYSTEM, (db) => sql`update merchants set name = 'Mine'`.execute(db));
    expect(await writing.then(String, (error: Error) => error.message)).to.contain("read-only transaction");
    const names = await withTx(database, SYSTEM, (tx) => tx.selectFrom("merchants").select("name").execute());
    expect(names).to.deep.equal([{ name: "Shop" }, { name: "Shop" }]);
  });

  it("throws at once inside a transaction", async () => {
    const nested = withTx(database, SYSTEM, () => read(database, SYSTEM, async () => 1));
    expect(await nested.then(String, (error: Error) => error.message)).to.contain("open already");
  });
});
