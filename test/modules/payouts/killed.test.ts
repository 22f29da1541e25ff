import { expect } from "chai";
import { payoutServices } from "../../../src/app/services/payouts.services.ts";
import { scopesOf } from "../../../src/app/services/scope.ts";
import { SYSTEM, withTx } from "../../../src/db/withTx.ts";
import { type MemberId, newId } from "../../../src/kernel/ids/ids.ts";
import { checkLedger, readBalances } from "../../../src/modules/ledger/index.ts";
import { acceptInvitation, inviteMember } from "../../../src/modules/merchants/index.ts";
import {
  createPayout,
  listPayouts,
  type Payout,
  readApprovals,
  setPayoutLimit,
} from "../../../src/modules/payouts/index.ts";
import { BreakingDatabase } from "../../fixtures/breakingDatabase.ts";
import { databaseKind } from "../../fixtures/database.ts";
import { killEverywhere } from "../../fixtures/killEverywhere.ts";
import { refused } from "../../fixtures/refused.ts";
import { ASSET, makeWorld, type Shop, type World } from "../../fixtures/shop.ts";
import { type Databases, openDatabases, type SimDatabase } from "../../sim/simDatabase.ts";

describe(`approvals killed at every statement on ${databaseKind}`, () => {
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

  const operator = {
    kind: "operator",
    keyId: newId("ApiKey"),
    expiresAt: null,
    allowedAddresses: [],
  } as const;
  const invite = (shop: Shop) =>
    world.inTx((tx) =>
      inviteMember(tx, {
        caller: operator,
        merchantId: shop.merchantId,
        livemode: shop.livemode,
        name: "Ada",
        role: "FINANCE",
        now: world.clock.now(),
      }),
    );
  const ownerOf = ({ merchantId, livemode }: Shop) => ({ merchantId, livemode });

  /** A shop whose every payout needs a second person. */
  async function limitedShop(): Promise<Shop> {
    const shop = await world.openShop();
    await world.earn(shop, 100_000_000n);
    const limit = { merchantId: shop.merchantId, assetId: ASSET, approvalAbove: "0", dailyLimit: null };
    await world.inTx((tx) => setPayoutLimit(tx, limit, world.payouts));
    return shop;
  }
  async function join(shop: Shop): Promise<MemberId> {
    const { invitationToken } = await invite(shop);
    const now = world.clock.now();
    return (await world.inTx((tx) => acceptInvitation(tx, { invitationToken, now }))).member.id;
  }
  function as(shop: Shop, memberId: MemberId | null) {
    const services = payoutServices(scopesOf(breaking.database, world.clock), world.payouts);
    const key = {
      keyId: newId("ApiKey"),
      memberId,
      scopes: new Set<never>(),
      expiresAt: null,
      allowedAddresses: [],
    };
    return { services, caller: { kind: "merchant" as const, ...ownerOf(shop), ...key } };
  }
  async function payoutsOf(shop: Shop): Promise<readonly Payout[]> {
    const page = { limit: 10, backward: false, from: null };
    return (await world.inTx((tx) => listPayouts(tx, ownerOf(shop), { filter: {}, page }))).items;
  }
  async function expectReserved(shop: Shop, units: bigint, place: string): Promise<void> {
    const [balance] = await world.inTx((tx) => readBalances(tx, shop.merchantId));
    expect(balance, place).to.include({ available: 100_000_000n - units, reserved: units });
  }
  async function toldOf(payoutId: string) {
    const rows = await world.inTx((tx) =>
      tx.selectFrom("events").select("type").where("object_id", "=", payoutId).orderBy("serial").execute(),
    );
    return rows.map(({ type }) => type);
  }

  it("have asked once, and reserved once", async () => {
    const run = (shop: Shop) => {
      const { services, caller } = as(shop, null);
      return services.createPayout(caller, { assetId: ASSET, amount: "5", idempotencyKey: "rent" });
    };
    const places = await killEverywhere(breaking, {
      prepare: limitedShop,
      run,
      async check(shop, { committed, place }) {
        expect((await run(shop)).replayed, place).to.equal(committed);
        const payouts = await payoutsOf(shop);
        expect(
          payouts.map(({ status, approvalsRequired }) => [status, approvalsRequired]),
          place,
        ).to.deep.equal([["REQUIRES_APPROVAL", 2]]);
        await expectReserved(shop, 5_000_000n, place);
      },
    });
    expect(places).to.be.above(8);
  });

  it("have given one word, which counts once", async () => {
    const run = ({ shop, payout, bob }: { shop: Shop; payout: Payout; bob: MemberId }) => {
      const { services, caller } = as(shop, bob);
      return services.approvePayout(caller, { payoutId: payout.id, idempotencyKey: "yes" });
    };
    const places = await killEverywhere(breaking, {
      async prepare() {
        const shop = await limitedShop();
        const [ada, bob] = [await join(shop), await join(shop)];
        const command = { ...ownerOf(shop), requestedBy: ada, assetId: ASSET, amount: "5" };
        const payout = await world.inTx((tx) => createPayout(tx, command, world.payouts));
        return { shop, payout, bob };
      },
      run,
      async check(prepared, { committed, place }) {
        const { shop, payout, bob } = prepared;
        expect((await run(prepared)).replayed, place).to.equal(committed);
        const [approvals] = await world.inTx((tx) => readApprovals(tx, ownerOf(shop), [payout.id]));
        expect(
          approvals?.map(({ memberId }) => memberId),
          place,
        ).to.deep.equal([bob]);
        expect((await payoutsOf(shop)).map(({ status }) => status)).to.deep.equal(["READY"]);
        expect(await toldOf(payout.id), place).to.deep.equal(["payout.created", "payout.approved"]);
        await expectReserved(shop, 5_000_000n, place);
      },
    });
    expect(places).to.be.above(8);
  });

  it("have made a member with one key, or nobody", async () => {
    const accept = ({ invitationToken }: { invitationToken: string }) =>
      withTx(breaking.database, SYSTEM, (tx) =>
        acceptInvitation(tx, { invitationToken, now: world.clock.now() }),
      );
    const places = await killEverywhere(breaking, {
      prepare: async () => invite(await world.openShop()),
      run: accept,
      async check(invited, { committed }) {
        if (committed) await refused("INVITATION_INVALID", () => accept(invited));
        else await accept(invited);
        const keys = await world.inTx((tx) =>
          tx.selectFrom("api_keys").select("id").where("member_id", "=", invited.member.id).execute(),
        );
        expect(keys).to.have.length(1);
      },
    });
    expect(places).to.be.above(4);
  });
});
