import { expect } from "chai";
import { Wallet } from "ethers";
import { type Journey, startJourney } from "../../fixtures/journey.ts";
import { ASSET, CHAIN, type Shop } from "../../fixtures/shop.ts";
import { type DoorWorld, openDoors } from "../doorWorld.ts";

interface Line {
  account: string;
  direction: "DEBIT" | "CREDIT";
  amount: { atomic: string; asset: { assetId: string } };
}

describe("balances, books and payouts at the merchant door", () => {
  let world: DoorWorld;
  let shop: Shop;
  let journey: Journey;
  let key: string;
  before(async () => {
    world = await openDoors();
    shop = await world.openShop();
    journey = startJourney(world, shop);
    key = await world.keyOf(shop);
    await journey.pay(await journey.ask());
  });
  after(() => world.close());

  const ENTRIES =
    "{ journalEntries(first: 100) { nodes { id kind livemode lines { account direction amount { atomic asset { assetId } } } } } }";

  it("shows a merchant what it is owed", async () => {
    const { data } = await world.ask(
      "{ balances { asset { assetId } escrowed { decimal } pending { decimal } available { atomic } reserved { atomic } } }",
      { key },
    );
    expect(data.balances).to.deep.equal([
      {
        asset: { assetId: ASSET },
        escrowed: { decimal: "100" },
        pending: { decimal: "0" },
        available: { atomic: "0" },
        reserved: { atomic: "0" },
      },
    ]);
  });

  it("shows a merchant its own lines, and an operator all: those balance", async () => {
    const own = await world.ask(ENTRIES, { key });
    const ownLines = own.data.journalEntries.nodes.flatMap(
      (entry: { lines: Line[] }) => entry.lines,
    ) as Line[];
    expect(ownLines.length).to.be.greaterThan(0);
    for (const line of ownLines) expect(line.account).to.match(new RegExp(`^merchant:${shop.merchantId}:`));
    const all = await world.ask(ENTRIES, { key: await world.operatorKey() });
    expect(all.data.journalEntries.nodes).to.have.length(own.data.journalEntries.nodes.length);
    for (const entry of all.data.journalEntries.nodes as { lines: Line[] }[]) {
      const sum = entry.lines.reduce(
        (total, { direction, amount }) => total + BigInt(amount.atomic) * (direction === "DEBIT" ? 1n : -1n),
        0n,
      );
      expect(sum).to.equal(0n);
      expect(entry.lines.length).to.be.greaterThan(1);
    }
    const stranger = await world.ask(ENTRIES, { key: await world.keyOf(await world.openShop()) });
    expect(stranger.data.journalEntries.nodes).to.deep.equal([]);
    const live = await world.ask(ENTRIES, { key: await world.keyOf(shop, undefined, true) });
    expect(live.data.journalEntries.nodes).to.deep.equal([]);
    const node = await world.ask("query ($id: ID!) { node(id: $id) { id ... on JournalEntry { kind } } }", {
      key,
      variables: { id: own.data.journalEntries.nodes[0].id },
    });
    expect(node.data.node.kind).to.equal("PAYMENT_AUTHORIZED");
  });

  it("adds recipients and refuses payouts beyond the balance", async () => {
    const account = `${CHAIN}:${Wallet.createRandom().address}`;
    const CREATE = `mutation ($input: RecipientCreateInput!) { recipientCreate(input: $input) {
      recipient { id account label status usableFrom } userErrors { code path } idempotentReplay } }`;
    const input = { account, label: "Supplier", idempotencyKey: "r1" };
    const created = await world.ask(CREATE, { key, variables: { input } });
    expect(created.data.recipientCreate).to.deep.include({ userErrors: [], idempotentReplay: false });
    expect(created.data.recipientCreate.recipient).to.deep.include({
      account,
      label: "Supplier",
      status: "PENDING",
    });
    const again = await world.ask(CREATE, { key, variables: { input } });
    expect(again.data.recipientCreate.idempotentReplay).to.equal(true);
    const twice = await world.ask(CREATE, { key, variables: { input: { ...input, idempotencyKey: "r2" } } });
    expect(twice.data.recipientCreate.userErrors[0].code).to.equal("RECIPIENT_EXISTS");
    const wrong = await world.ask(CREATE, {
      key,
      variables: { input: { ...input, account: "eip155:31337:0x1", idempotencyKey: "r3" } },
    });
    expect(wrong.data.recipientCreate.userErrors).to.deep.equal([
      { code: "ADDRESS_MALFORMED", path: ["input", "account"] },
    ]);
    const listed = await world.ask("{ recipients(first: 5) { nodes { label } } }", { key });
    expect(listed.data.recipients.nodes).to.deep.equal([{ label: "Supplier" }]);

    const PAY = `mutation ($input: PayoutCreateInput!) { payoutCreate(input: $input) { payout { id } userErrors { __typename code } } }`;
    const refused = await world.ask(PAY, {
      key,
      variables: { input: { assetId: ASSET, amount: "1", idempotencyKey: "p1" } },
    });
    expect(refused.data.payoutCreate).to.deep.equal({
      payout: null,
      userErrors: [{ __typename: "InsufficientBalanceError", code: "INSUFFICIENT_BALANCE" }],
    });
    const recipientId = created.data.recipientCreate.recipient.id;
    const early = await world.ask(PAY, {
      key,
      variables: { input: { recipientId, assetId: ASSET, amount: "1", idempotencyKey: "p2" } },
    });
    expect(early.data.payoutCreate.userErrors[0].code).to.equal("RECIPIENT_NOT_ACTIVE");
    const none = await world.ask("{ payouts(first: 5) { nodes { id } } }", { key });
    expect(none.data.payouts.nodes).to.deep.equal([]);
  });
});
