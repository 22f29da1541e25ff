import { expect } from "chai";
import { ASSET, type Shop } from "../../fixtures/shop.ts";
import { type DoorWorld, openDoors } from "../doorWorld.ts";

describe("members and approvals at the merchant door", () => {
  let world: DoorWorld;
  let shop: Shop;
  let operator: string;

  before(async () => {
    world = await openDoors();
    operator = await world.operatorKey();
  });
  after(() => world.close());
  beforeEach(async () => {
    shop = await world.openShop();
    await world.earn(shop, 100_000_000n);
  });

  async function done(key: string | undefined, name: string, fields: string, input: object) {
    const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input`;
    const query = `mutation ($input: ${type}!) { ${name}(input: $input) { ${fields} idempotentReplay userErrors { code path ... on LimitExceededError { limit } } } }`;
    const { data, errors } = await world.ask(query, { variables: { input }, ...(key && { key }) });
    expect(errors).to.equal(undefined);
    return data[name];
  }
  const limit = (approvalAbove: string | null, dailyLimit: string | null) =>
    done(operator, "payoutLimitSet", "payoutLimit { approvalAbove { atomic } dailyLimit { atomic } }", {
      merchantId: shop.merchantId,
      assetId: ASSET,
      approvalAbove,
      dailyLimit,
    });
  async function join(name: string, role: string, inviter = operator): Promise<string> {
    const input = { merchantId: shop.merchantId, livemode: false, name, role };
    const { invitationToken } = await done(inviter, "memberInvite", "invitationToken", input);
    const accepted = await done(undefined, "memberInvitationAccept", "secret", { invitationToken });
    return accepted.secret;
  }
  const ask = (key: string, amount: string, idempotencyKey: string) =>
    done(key, "payoutCreate", "payout { id status approvalsRequired requestedBy { name } }", {
      assetId: ASSET,
      amount,
      idempotencyKey,
    });
  const approve = (key: string, payoutId: string, idempotencyKey: string) =>
    done(key, "payoutApprove", "payout { status approvals { member { name } } }", {
      payoutId,
      idempotencyKey,
    });

  it("lead a payout from one person to another, each with a key of their own", async () => {
    const set = await limit("10", "60");
    expect(set.payoutLimit).to.deep.equal({
      approvalAbove: { atomic: "10000000" },
      dailyLimit: { atomic: "60000000" },
    });
    const [ada, bob] = [await join("Ada", "FINANCE"), await join("Bob", "OWNER")];
    const { payout } = await ask(ada, "50", "salaries");
    expect(payout).to.deep.include({
      status: "REQUIRES_APPROVAL",
      approvalsRequired: 1,
      requestedBy: { name: "Ada" },
    });
    expect((await approve(ada, payout.id, "mine")).userErrors[0].code).to.equal("SECOND_PERSON_REQUIRED");
    const approved = await approve(bob, payout.id, "yes");
    expect(approved.payout).to.deep.equal({ status: "READY", approvals: [{ member: { name: "Bob" } }] });
    expect((await approve(bob, payout.id, "yes")).idempotentReplay).to.equal(true);
    const [above] = (await ask(ada, "10.000001", "more")).userErrors;
    expect(above).to.deep.include({ code: "PAYOUT_LIMIT_EXCEEDED", limit: "60000000" });
    const { data } = await world.ask(
      "{ payoutLimits { asset { assetId } used { decimal } usedWithoutApproval { decimal } } }",
      { key: bob },
    );
    expect(data.payoutLimits).to.deep.equal([
      { asset: { assetId: ASSET }, used: { decimal: "50" }, usedWithoutApproval: { decimal: "0" } },
    ]);
  });

  it("do not take one person's idempotency key for another's word", async () => {
    await limit("0", null);
    const [ada, bob] = [await join("Ada", "FINANCE"), await join("Bob", "FINANCE")];
    const { payout } = await ask(await world.keyOf(shop), "5", "unknown");
    expect(payout).to.deep.include({ approvalsRequired: 2, requestedBy: null });
    expect((await approve(ada, payout.id, "same")).payout.status).to.equal("REQUIRES_APPROVAL");
    expect((await approve(bob, payout.id, "same")).userErrors[0].code).to.equal("IDEMPOTENCY_KEY_REUSED");
    expect((await approve(bob, payout.id, "own")).payout.status).to.equal("READY");
  });

  it("are no way for strangers to keep the database busy", async () => {
    const query =
      'mutation { memberInvitationAccept(input: { invitationToken: "inv_x" }) { userErrors { code } } }';
    const { data, extensions } = await world.ask(query);
    expect(data.memberInvitationAccept.userErrors[0].code).to.equal("INVITATION_INVALID");
    expect(extensions.cost).to.include({ requested: 15, actual: 10 }); // a list of errors counts five, of which none is kept
  });

  it("let an owner invite those who do not approve, and remove them", async () => {
    const owner = await join("Olga", "OWNER");
    const input = { livemode: false, name: "Fay", role: "FINANCE" };
    const refused = await done(owner, "memberInvite", "invitationToken", input);
    expect(refused.userErrors).to.deep.equal([{ code: "INVALID_INPUT", path: ["input", "role"] }]);
    const developer = await join("Dan", "DEVELOPER", owner);
    const { data } = await world.ask("{ members(first: 10) { nodes { id name role status } } }", {
      key: owner,
    });
    const [dan, olga, ...others] = data.members.nodes;
    expect(others).to.deep.equal([]);
    expect(dan).to.include({ name: "Dan", role: "DEVELOPER", status: "ACTIVE" });
    expect(olga).to.include({ name: "Olga", role: "OWNER", status: "ACTIVE" });
    const removed = await done(owner, "memberRemove", "member { status } keysToRotate { label }", {
      memberId: dan.id,
    });
    expect(removed).to.deep.include({ member: { status: "REMOVED" }, keysToRotate: [] });
    const found = await world.ask("query ($id: ID!) { node(id: $id) { ... on Member { name } } }", {
      key: owner,
      variables: { id: dan.id },
    });
    expect(found.data.node).to.deep.equal({ name: "Dan" });
    const stranger = await world.keyOf(await world.openShop());
    const hidden = await world.ask("query ($id: ID!) { node(id: $id) { id } }", {
      key: stranger,
      variables: { id: dan.id },
    });
    expect(hidden.data.node).to.equal(null);
    expect(developer).to.match(/^mk_test_/);
  });
});
