import { expect } from "chai";
import { scopesOf } from "../../../src/app/services/scope.ts";
import { settlementServices } from "../../../src/app/services/settlements.services.ts";
import { settleMerchantsPass } from "../../../src/jobs/workers/settleMerchants.worker.ts";
import { newId } from "../../../src/kernel/ids/ids.ts";
import { checkLedger, readBalances } from "../../../src/modules/ledger/index.ts";
import { BreakingDatabase } from "../../fixtures/breakingDatabase.ts";
import { databaseKind } from "../../fixtures/database.ts";
import { killEverywhere } from "../../fixtures/killEverywhere.ts";
import { ASSET, makeWorld, type World } from "../../fixtures/shop.ts";
import { type Databases, openDatabases, type SimDatabase } from "../../sim/simDatabase.ts";
import { type Till, tillOf } from "./till.ts";

const FREE = 99_000_000n;

describe(`settlement killed at every statement on ${databaseKind}`, () => {
  let databases: Databases;
  let database: SimDatabase;
  let world: World;
  let breaking: BreakingDatabase;

  before(async () => {
    databases = await openDatabases(process.env.DATABASE_URL);
    database = await databases.fresh();
    world = await makeWorld(database.plain);
    breaking = new BreakingDatabase(database.dialect);
  });
  after(async () => {
    expect(await world.inTx(checkLedger)).to.deep.include({ unbalanced: [], drifted: [] });
    await database.drop();
    await databases.close();
  });

  async function sold(): Promise<Till> {
    const till = tillOf(world, await world.openShop());
    await till.sell("order-1");
    return till;
  }

  /** One batch with one line, one payout of all that was free, and the books that say so. */
  async function expectSettledOnce(till: Till, place: string): Promise<void> {
    const batches = await till.batches();
    expect(
      batches.map(({ number, closing }) => [number, closing]),
      place,
    ).to.deep.equal([[1, FREE]]);
    for (const batch of batches) {
      expect(await till.linesOf(batch), place).to.have.length(1);
      expect(await till.payoutOf(batch), place).to.include({ amount: FREE });
    }
    const [balance] = await world.inTx((tx) => readBalances(tx, till.owner.merchantId));
    expect(balance, place).to.include({ available: 0n, reserved: FREE });
    await till.close();
  }

  it("has settled once when the same request comes again", async () => {
    const run = (till: Till) => {
      const scopes = scopesOf(breaking.database, world.clock);
      const key = {
        keyId: newId("ApiKey"),
        memberId: null,
        scopes: new Set<never>(),
        expiresAt: null,
        allowedAddresses: [],
      };
      const caller = { kind: "merchant" as const, ...till.owner, ...key };
      const command = { assetId: ASSET, idempotencyKey: "today" };
      return settlementServices(scopes, till.context).settleNow(caller, command);
    };
    const places = await killEverywhere(breaking, {
      prepare: sold,
      run,
      async check(till, { committed, place }) {
        expect((await run(till)).replayed, place).to.equal(committed);
        await expectSettledOnce(till, place);
      },
    });
    expect(places).to.be.above(10);
  });

  it("has settled once when the next pass comes by", async () => {
    const run = (till: Till) => settleMerchantsPass(breaking.database, till.context)();
    const places = await killEverywhere(breaking, {
      async prepare() {
        const till = await sold();
        await till.schedule({ cadence: "EACH_CAPTURE" });
        world.clock.advance(10);
        return till;
      },
      run,
      async check(till, { place }) {
        await run(till);
        await expectSettledOnce(till, place);
      },
    });
    expect(places).to.be.above(10);
  });
});
