import { expect } from "chai";
import { SYSTEM, withTx } from "../../../src/db/withTx.ts";
import { DomainError } from "../../../src/kernel/errors/domainError.ts";
import { draftPayments, insertPayments } from "../../../src/modules/payments/index.ts";
import { BreakingDatabase, Crashed } from "../../fixtures/breakingDatabase.ts";
import { databaseKind } from "../../fixtures/database.ts";
import { ASSET, makeWorld, type Shop, type World } from "../../fixtures/shop.ts";
import { type Databases, openDatabases, type SimDatabase } from "../../sim/simDatabase.ts";

describe(`creating payments over a database that breaks, on ${databaseKind}`, () => {
  let databases: Databases;
  let fresh: SimDatabase;
  let world: World;
  let shop: Shop;

  before(async () => {
    databases = await openDatabases(process.env.DATABASE_URL);
    fresh = await databases.fresh();
    world = await makeWorld(fresh.plain);
    shop = await world.openShop();
  });
  after(async () => {
    await fresh.drop();
    await databases.close();
  });

  async function create(breaking: BreakingDatabase): Promise<void> {
    await withTx(breaking.database, SYSTEM, async (tx) => {
      const owner = { merchantId: shop.merchantId, livemode: false };
      const command = { assetId: ASSET, amount: "1", captureMethod: "MANUAL" as const };
      const [payment] = await draftPayments(tx, owner, [command], world.payments);
      if (!payment || payment instanceof DomainError) throw payment;
      await insertPayments(tx, [payment]);
    });
  }

  it("leaves neither payment nor event, whichever statement fails", async () => {
    const breaking = new BreakingDatabase(fresh.dialect);
    for (let number = 1; ; number += 1) {
      breaking.lay({ at: "statement", number });
      const failure = await create(breaking).then(
        () => null,
        (error: unknown) => error,
      );
      if (breaking.isLaid) break;
      expect(failure).to.be.instanceOf(Crashed);
      await new Promise((resolve) => setTimeout(resolve, 20)); // for whatever is still on its way
      const left = await world.inTx(async (tx) => [
        ...(await tx.selectFrom("payments").select("id").execute()),
        ...(await tx.selectFrom("events").select("id").execute()),
      ]);
      expect(left, `statement ${number}`).to.deep.equal([]);
    }
  });
});
