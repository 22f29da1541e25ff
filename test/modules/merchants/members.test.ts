import { expect } from "chai";
import type { Database } from "../../../src/db/database.ts";
import { addSeconds } from "../../../src/kernel/time/clock.ts";
import {
  acceptInvitation,
  authenticate,
  createApiKey,
  createOperator,
  hashApiKeySecret,
  inviteMember,
  listMembers,
  type MemberRole,
  type MerchantCaller,
  type OperatorCaller,
  removeMember,
  rotateApiKey,
} from "../../../src/modules/merchants/index.ts";
import { freshDatabase } from "../../fixtures/database.ts";
import { asSystem, codeOf, makeMerchant, NOW } from "./merchantWorld.ts";

const SEVEN_DAYS = 604_800;

describe("members", () => {
  let database: Database;
  let drop: () => Promise<void>;
  let operator: OperatorCaller;
  let shop: MerchantCaller;

  before(async () => {
    ({ database, drop } = await freshDatabase());
    const { apiKey } = await asSystem(database, (tx) => createOperator(tx, { label: "ops", now: NOW }));
    operator = { kind: "operator", keyId: apiKey.id, expiresAt: null, allowedAddresses: [] };
  });
  after(() => drop());
  beforeEach(async () => {
    ({ caller: shop } = await makeMerchant(database));
  });

  const invite = (role: MemberRole, caller: MerchantCaller | OperatorCaller = operator) =>
    asSystem(database, (tx) =>
      inviteMember(tx, {
        caller,
        merchantId: shop.merchantId,
        livemode: false,
        name: "Ada",
        role,
        now: NOW,
      }),
    );
  const accept = (invitationToken: string, now = NOW) =>
    asSystem(database, (tx) => acceptInvitation(tx, { invitationToken, now }));
  const callerOf = async (secret: string, now = NOW) => {
    const caller = await asSystem(database, (tx) => authenticate(tx, { secret, now }));
    return caller?.kind === "merchant" ? caller : undefined;
  };
  const join = async (role: MemberRole) => {
    const { invitationToken, member } = await invite(role);
    const { secret } = await accept(invitationToken);
    const caller = await callerOf(secret);
    if (!caller) throw new Error("a member can come in");
    return { member, secret, caller };
  };
  const statuses = async () => {
    const page = { limit: 100, backward: false, from: null };
    const { items } = await asSystem(database, (tx) => listMembers(tx, shop, { page }));
    return items.map(({ status }) => status);
  };

  it("come in with a key of their own, which nobody else has seen", async () => {
    const { invitationToken, member } = await invite("FINANCE");
    expect(member).to.include({ status: "INVITED", merchantId: shop.merchantId, livemode: false });
    const { secret } = await accept(invitationToken);
    expect(secret).to.match(/^mk_test_[A-Za-z0-9_-]{43}$/);
    const caller = await callerOf(secret);
    expect(caller).to.include({ merchantId: shop.merchantId, livemode: false, memberId: member.id });
    expect([...(caller?.scopes ?? [])]).to.include.members(["payouts:write", "payouts:approve"]);
    expect([...(caller?.scopes ?? [])]).not.to.include.members(["keys:write"]);
    expect(await statuses()).to.deep.equal(["ACTIVE"]);
  });

  it("are kept without their invitation's token", async () => {
    const { invitationToken } = await invite("VIEWER");
    const rows = await database.kysely.selectFrom("members").selectAll().execute();
    expect(rows.map((row) => row.invitation_hash)).to.include(hashApiKeySecret(invitationToken));
    expect(JSON.stringify(rows)).not.to.contain(invitationToken);
  });

  it("accept once, within seven days, and with the right token", async () => {
    const { invitationToken } = await invite("SUPPORT");
    const late = () => accept(invitationToken, addSeconds(NOW, SEVEN_DAYS));
    expect(await codeOf(late())).to.equal("INVITATION_INVALID");
    expect(await codeOf(accept(`inv_${"A".repeat(43)}`))).to.equal("INVITATION_INVALID");
    expect(await statuses()).to.deep.equal(["INVITED"]);
    await accept(invitationToken, addSeconds(NOW, SEVEN_DAYS - 1));
    expect(await codeOf(accept(invitationToken))).to.equal("INVITATION_INVALID");
  });

  it("accept once also when two try at the same moment", async () => {
    const { invitationToken } = await invite("SUPPORT");
    const ended = await Promise.allSettled([accept(invitationToken), accept(invitationToken)]);
    expect(ended.map(({ status }) => status)).to.have.members(["fulfilled", "rejected"]);
  });

  it("who approve are invited by an operator alone, as an inviter could be both", async () => {
    const { caller: owner } = await join("OWNER");
    for (const role of ["OWNER", "FINANCE"] as const) {
      expect(await codeOf(invite(role, owner))).to.equal("INVALID_INPUT");
    }
    expect(await statuses()).to.deep.equal(["ACTIVE"]);
    for (const role of ["DEVELOPER", "SUPPORT", "VIEWER"] as const) {
      expect((await invite(role, owner)).member.invitedBy).to.equal(owner.memberId);
    }
  });

  it("are not invited by a key with fewer scopes, nor for another merchant or mode", async () => {
    const weak = { ...shop, scopes: new Set(["members:write", "payments:read"] as const) };
    expect(await codeOf(invite("SUPPORT", weak))).to.equal("INVALID_INPUT");
    const { caller: other } = await makeMerchant(database);
    expect(await codeOf(invite("SUPPORT", other))).to.equal("NOT_FOUND");
    expect(await codeOf(invite("SUPPORT", { ...shop, livemode: true }))).to.equal("INVALID_INPUT");
    expect(await statuses()).to.deep.equal([]);
  });

  it("make keys for servers which remember who has seen them", async () => {
    const { caller: owner, member } = await join("OWNER");
    const make = (caller: MerchantCaller) =>
      asSystem(database, (tx) =>
        createApiKey(tx, { ...owner, caller, label: "shop", scopes: ["keys:write"], now: NOW }),
      );
    const first = await make(owner);
    const seen = await callerOf(first.secret);
    expect(first.secret).to.match(/^sk_test_/);
    expect(seen?.memberId).to.equal(member.id);
    const second = await make(seen ?? owner);
    expect((await callerOf(second.secret))?.memberId, "a key's key").to.equal(member.id);
    expect((await callerOf((await make(shop)).secret))?.memberId, "nobody knows").to.equal(null);
  });

  it("are no servers: no key that approves is made for one", async () => {
    const { caller: owner } = await join("OWNER");
    const make = asSystem(database, (tx) =>
      createApiKey(tx, { ...owner, caller: owner, label: "shop", scopes: ["payouts:approve"], now: NOW }),
    );
    expect(await codeOf(make)).to.equal("INVALID_INPUT");
    const raw = asSystem(database, (tx) =>
      tx
        .updateTable("api_keys")
        .set({ scopes: ["payouts:approve"] })
        .where("id", "=", shop.keyId)
        .execute(),
    );
    expect(await codeOf(raw), "the database says so too").to.equal("23514");
  });

  it("rotate their own key, which nobody else can", async () => {
    const { caller: owner, secret } = await join("OWNER");
    const rotate = (caller: MerchantCaller) =>
      asSystem(database, (tx) =>
        rotateApiKey(tx, { caller, keyId: owner.keyId, overlapSeconds: 0, now: NOW }),
      );
    const strong = { ...shop, scopes: owner.scopes };
    expect(await codeOf(rotate(strong))).to.equal("NOT_FOUND");
    expect((await callerOf(secret))?.memberId).to.equal(owner.memberId);
    const rotated = await rotate(owner);
    expect(rotated.secret).to.match(/^mk_test_/);
    expect(await callerOf(secret)).to.equal(undefined);
    expect((await callerOf(rotated.secret))?.memberId).to.equal(owner.memberId);
  });

  it("are removed with their own keys; those of servers are named and go on", async () => {
    const { caller: owner, secret, member } = await join("OWNER");
    const server = await asSystem(database, (tx) =>
      createApiKey(tx, { ...owner, caller: owner, label: "shop", scopes: ["payments:read"], now: NOW }),
    );
    const remove = (caller: MerchantCaller | OperatorCaller) =>
      asSystem(database, (tx) => removeMember(tx, { caller, memberId: member.id, now: NOW }));
    const { caller: other } = await makeMerchant(database);
    expect(await codeOf(remove(other))).to.equal("NOT_FOUND");
    expect((await callerOf(secret))?.memberId).to.equal(member.id);
    for (const time of ["once", "again"]) {
      const removed = await remove(shop);
      expect(removed.member.status, time).to.equal("REMOVED");
      expect(
        removed.keysToRotate.map(({ id }) => id),
        time,
      ).to.deep.equal([server.apiKey.id]);
    }
    expect(await callerOf(secret)).to.equal(undefined);
    expect(await callerOf(server.secret)).not.to.equal(undefined);
  });

  it("lose an invitation that was taken back", async () => {
    const { invitationToken, member } = await invite("VIEWER");
    await asSystem(database, (tx) => removeMember(tx, { caller: operator, memberId: member.id, now: NOW }));
    expect(await codeOf(accept(invitationToken))).to.equal("INVITATION_INVALID");
  });
});
