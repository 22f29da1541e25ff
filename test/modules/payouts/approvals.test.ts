import { expect } from "chai";
import type { MemberId, PayoutId } from "../../../src/kernel/ids/ids.ts";
import { newId } from "../../../src/kernel/ids/ids.ts";
import { checkLedger, readBalances } from "../../../src/modules/ledger/index.ts";
import { acceptInvitation, inviteMember, removeMember } from "../../../src/modules/merchants/index.ts";
import {
  approvePayout,
  approvePayoutBatch,
  batchStatusOf,
  cancelPayout,
  createPayout,
  createPayoutBatch,
  estimatePayouts,
  getPayouts,
  listPayoutLimits,
  type Payout,
  readApprovals,
  setPayoutLimit,
  submitPayouts,
} from "../../../src/modules/payouts/index.ts";
import { databaseKind, freshDatabase } from "../../fixtures/database.ts";
import { refused } from "../../fixtures/refused.ts";
import { ASSET, makeWorld, type Shop, type World } from "../../fixtures/shop.ts";

const DAY = 86_400;

describe(`payouts that need a second person on ${databaseKind}`, () => {
  let world: World;
  let shop: Shop;
  let ada: MemberId;
  let bob: MemberId;
  let drop: () => Promise<void>;

  before(async () => {
    const fresh = await freshDatabase();
    drop = fresh.drop;
    world = await makeWorld(fresh.database);
  });
  after(() => drop());
  beforeEach(async () => {
    shop = await world.openShop();
    await world.earn(shop, 1_000_000_000n);
    [ada, bob] = [await join("Ada"), await join("Bob")];
  });
  afterEach(async () => {
    while ((await submit()) > 0); // what waits is no other test's business
    expect(await world.inTx(checkLedger)).to.deep.include({ unbalanced: [], drifted: [] });
  });

  const owner = () => ({ merchantId: shop.merchantId, livemode: shop.livemode });
  const operator = {
    kind: "operator",
    keyId: newId("ApiKey"),
    expiresAt: null,
    allowedAddresses: [],
  } as const;
  const submit = () => world.inTx((tx) => submitPayouts(tx, world.payouts));

  async function join(name: string): Promise<MemberId> {
    const now = world.clock.now();
    const { invitationToken } = await world.inTx((tx) =>
      inviteMember(tx, { caller: operator, ...owner(), name, role: "FINANCE", now }),
    );
    return (await world.inTx((tx) => acceptInvitation(tx, { invitationToken, now }))).member.id;
  }
  const limit = (approvalAbove: string | null, dailyLimit: string | null = null) =>
    world.inTx((tx) =>
      setPayoutLimit(
        tx,
        { merchantId: shop.merchantId, assetId: ASSET, approvalAbove, dailyLimit },
        world.payouts,
      ),
    );
  const ask = (amount: string, requestedBy: MemberId | null = ada) =>
    world.inTx((tx) => createPayout(tx, { ...owner(), requestedBy, assetId: ASSET, amount }, world.payouts));
  const askBatch = (amounts: readonly string[], requestedBy: MemberId | null = ada) => {
    const items = amounts.map((amount) => ({ assetId: ASSET, amount }));
    return world.inTx((tx) => createPayoutBatch(tx, { ...owner(), requestedBy, items }, world.payouts));
  };
  const approve = ({ id }: Payout, approvedBy: MemberId) =>
    world.inTx((tx) => approvePayout(tx, { ...owner(), payoutId: id, approvedBy }, world.payouts));
  const now = async ({ id }: Payout) => {
    const [found] = await world.inTx((tx) => getPayouts(tx, owner(), [id]));
    if (!found) throw new Error("payouts are never deleted");
    return found;
  };
  const approversOf = async ({ id }: Payout) => {
    const [found] = await world.inTx((tx) => readApprovals(tx, owner(), [id]));
    return found?.map(({ memberId }) => memberId);
  };
  const parts = async () => {
    const [found] = await world.inTx((tx) => readBalances(tx, shop.merchantId));
    return [found?.available, found?.reserved];
  };
  const toldOf = async (objectId: PayoutId) => {
    const rows = await world.inTx((tx) =>
      tx.selectFrom("events").select("type").where("object_id", "=", objectId).orderBy("serial").execute(),
    );
    return rows.map(({ type }) => type);
  };

  it("wait above the limit with their amount reserved, and go at it", async () => {
    await limit("100");
    const at = await ask("100");
    expect(at).to.include({ status: "READY", approvalsRequired: 0, requestedBy: ada });
    const above = await ask("0.000001");
    expect(above).to.include({ status: "REQUIRES_APPROVAL", approvalsRequired: 1 });
    expect(await parts()).to.deep.equal([899_999_999n, 100_000_001n]);
    expect(await submit()).to.equal(1);
    expect((await now(above)).status).to.equal("REQUIRES_APPROVAL");
  });

  it("go when another person has approved them, who is named", async () => {
    await limit("0");
    const payout = await ask("5");
    const approved = await approve(payout, bob);
    expect(approved.status).to.equal("READY");
    expect(await approversOf(payout)).to.deep.equal([bob]);
    expect(await toldOf(payout.id)).to.deep.equal(["payout.created", "payout.approved"]);
    expect(await submit()).to.equal(1);
  });

  it("are not approved by whoever asked for them, whatever the program believes", async () => {
    await limit("0");
    const payout = await ask("5");
    await refused("SECOND_PERSON_REQUIRED", () => approve(payout, ada));
    const approval = { payout_id: payout.id, member_id: ada, merchant_id: shop.merchantId };
    const raw = (sql: Promise<unknown>) => sql.catch((error: { constraint?: string }) => error.constraint);
    const at = world.clock.now();
    expect(
      await raw(
        world.inTx((tx) =>
          tx
            .insertInto("payout_approvals")
            .values({ ...approval, approved_at: at })
            .execute(),
        ),
      ),
    ).to.equal("second_person");
    for (const status of ["READY", "SUBMITTED"]) {
      const set = world.inTx((tx) =>
        tx.updateTable("payouts").set({ status }).where("id", "=", payout.id).execute(),
      );
      expect(await raw(set)).to.equal("approved_before_sent");
    }
    const terms = [
      { requested_by: bob },
      { approvals_required: 0 },
      { amount: 6_000_000n },
      { destination: "0x0" },
    ];
    for (const change of terms) {
      const set = world.inTx((tx) =>
        tx.updateTable("payouts").set(change).where("id", "=", payout.id).execute(),
      );
      expect(await set.catch((error: { code?: string }) => error.code)).to.equal("23001");
    }
    expect(await now(payout)).to.deep.equal(payout);
    expect(await approversOf(payout)).to.deep.equal([]);
    expect(await toldOf(payout.id)).to.deep.equal(["payout.created"]);
  });

  it("need two people when nobody knows who asked", async () => {
    await limit("0");
    const payout = await ask("5", null);
    expect(payout.approvalsRequired).to.equal(2);
    expect((await approve(payout, ada)).status).to.equal("REQUIRES_APPROVAL");
    await refused("SECOND_PERSON_REQUIRED", () => approve(payout, ada));
    expect(await submit()).to.equal(0);
    expect((await approve(payout, bob)).status).to.equal("READY");
    expect(await toldOf(payout.id)).to.deep.equal(["payout.created", "payout.approved"]);
  });

  it("are approved once, though two do it at the same moment", async () => {
    await limit("0");
    const payout = await ask("5", null);
    await Promise.all([approve(payout, ada), approve(payout, bob)]);
    expect((await now(payout)).status).to.equal("READY");
    await refused("INVALID_STATE", () => approve(payout, bob));
    expect(await toldOf(payout.id)).to.deep.equal(["payout.created", "payout.approved"]);
  });

  it("are not approved by a member of another merchant, or by one who was removed", async () => {
    await limit("0");
    const payout = await ask("5");
    const mine = shop;
    shop = await world.openShop();
    const eve = await join("Eve");
    await refused("NOT_FOUND", () => approve(payout, eve));
    shop = mine;
    await refused("SECOND_PERSON_REQUIRED", () => approve(payout, eve));
    await world.inTx((tx) => removeMember(tx, { caller: operator, memberId: bob, now: world.clock.now() }));
    await refused("SECOND_PERSON_REQUIRED", () => approve(payout, bob));
    expect(await now(payout)).to.deep.equal(payout);
  });

  it("can be taken back while they wait", async () => {
    await limit("0");
    const payout = await ask("5");
    const cancel = () =>
      world.inTx((tx) => cancelPayout(tx, { ...owner(), payoutId: payout.id }, world.payouts));
    expect((await cancel()).status).to.equal("CANCELED");
    await refused("INVALID_STATE", () => approve(payout, bob));
    expect(await parts()).to.deep.equal([1_000_000_000n, 0n]);
  });

  it("cannot be cut into small ones: those of 24 hours count together, and no longer", async () => {
    await limit("100");
    for (const amount of ["40", "40"]) expect((await ask(amount)).status).to.equal("READY");
    expect((await ask("20.000001")).status).to.equal("REQUIRES_APPROVAL");
    expect((await ask("20")).status, "what waits is no use of the limit").to.equal("READY");
    world.clock.advance(DAY - 1);
    expect((await ask("1")).status).to.equal("REQUIRES_APPROVAL");
    world.clock.advance(1);
    expect((await ask("100")).status).to.equal("READY");
  });

  it("of a batch count together, for each asset", async () => {
    await limit("100");
    const batch = await askBatch(["60", "40.000001"]);
    expect(batch.counts).to.include({ REQUIRES_APPROVAL: 2, READY: 0 });
    expect(batchStatusOf(batch.counts)).to.equal("ACCEPTED");
    const approveBatch = (approvedBy: MemberId) =>
      world.inTx((tx) =>
        approvePayoutBatch(tx, { ...owner(), payoutBatchId: batch.id, approvedBy }, world.payouts),
      );
    await refused("SECOND_PERSON_REQUIRED", () => approveBatch(ada));
    expect(await submit()).to.equal(0);
    expect((await approveBatch(bob)).counts).to.include({ REQUIRES_APPROVAL: 0, READY: 2 });
    await refused("INVALID_STATE", () => approveBatch(bob));
    expect(await submit()).to.equal(2);
  });

  it("are refused above the daily limit with the figures, and nothing is reserved", async () => {
    await limit("10", "100");
    const first = await ask("60");
    const error = await refused("PAYOUT_LIMIT_EXCEEDED", () => ask("40.000001"));
    expect(error.evidence).to.include({
      limit: "100000000",
      usedUnits: "60000000",
      requiredUnits: "40000001",
    });
    expect(await parts()).to.deep.equal([940_000_000n, 60_000_000n]);
    expect(error.path).to.deep.equal(["input", "amount"]);
    const many = await refused("PAYOUT_LIMIT_EXCEEDED", () => askBatch(["40", "0.000001"]));
    expect(many.path).to.deep.equal(["input", "items"]);
    await ask("40");
    await world.inTx((tx) => cancelPayout(tx, { ...owner(), payoutId: first.id }, world.payouts));
    expect((await ask("60")).status, "what was taken back does not count").to.equal("REQUIRES_APPROVAL");
  });

  it("at the same moment do not pass the daily limit together", async () => {
    await limit(null, "100");
    const ended = await Promise.allSettled(Array.from({ length: 12 }, () => ask("30")));
    expect(ended.filter(({ status }) => status === "fulfilled")).to.have.length(3);
    expect(await parts()).to.deep.equal([910_000_000n, 90_000_000n]);
  });

  it("are foretold by an estimate", async () => {
    await limit("100", "200");
    await ask("90");
    const estimate = async (amount: string, requestedBy: MemberId | null) => {
      const items = [{ assetId: ASSET, amount }];
      const [found] = await world.inTx((tx) =>
        estimatePayouts(tx, { ...owner(), requestedBy, items }, world.payouts),
      );
      return [found?.approvalsRequired, found?.isWithinDailyLimit];
    };
    expect(await estimate("10", ada)).to.deep.equal([0, true]);
    expect(await estimate("10.000001", ada)).to.deep.equal([1, true]);
    expect(await estimate("110", null)).to.deep.equal([2, true]);
    expect(await estimate("110.000001", null)).to.deep.equal([2, false]);
  });

  it("are limited as the operator says, each asset by itself, and shown with what is used", async () => {
    await limit("100.5", "0");
    await limit("100.5", "200");
    await ask("30");
    const [found, ...others] = await world.inTx((tx) => listPayoutLimits(tx, owner(), world.payouts));
    expect(others).to.deep.equal([]);
    expect(found).to.deep.include({
      asset: ASSET,
      approvalAbove: 100_500_000n,
      dailyLimit: 200_000_000n,
      usage: { units: 30_000_000n, unapprovedUnits: 30_000_000n },
    });
    for (const wrong of ["-1", "1.0000001", "x"]) {
      const set = await limit(wrong).catch((error: { path?: readonly string[] }) => error.path);
      expect(set).to.deep.equal(["input", "approvalAbove"]);
    }
    await limit(null, null);
    expect((await ask("900")).status).to.equal("READY");
  });
});
