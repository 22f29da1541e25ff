import { expect } from "chai";
import { Wallet } from "ethers";
import { CHAIN } from "../../fixtures/shop.ts";
import { type DoorWorld, openDoors } from "../doorWorld.ts";

describe("merchants at the merchant door", () => {
  let world: DoorWorld;
  let operator: string;
  before(async () => {
    world = await openDoors();
    operator = await world.operatorKey();
  });
  after(() => world.close());

  const run = async (query: string, key: string, variables: Record<string, unknown> = {}) => {
    const answer = await world.ask(query, { key, variables });
    expect(answer.errors).to.equal(undefined);
    // biome-ignore lint/suspicious/noExplicitAny: answers are read by the test that knows their shape
    return Object.values(answer.data)[0] as Record<string, any>;
  };
  const CREATE_KEY = `mutation ($input: ApiKeyCreateInput!) { apiKeyCreate(input: $input) {
    apiKey { id label scopes livemode last4 } secret userErrors { code path } idempotentReplay } }`;

  async function openMerchant() {
    const { merchant } = await run(
      'mutation { merchantCreate(input: {name: "Café", feeBps: 250}) { merchant { id name feeBps } userErrors { code } } }',
      operator,
    );
    const merchantId = (merchant as { id: string }).id;
    const scopes = ["KEYS_WRITE", "SETTLEMENT_WRITE", "PAYMENTS_READ"];
    const issued = await run(CREATE_KEY, operator, {
      input: { merchantId, livemode: false, label: "first", scopes },
    });
    return { merchantId, key: issued.secret as string, issued };
  }

  it("are opened by an operator, with their first key", async () => {
    const { merchantId, key, issued } = await openMerchant();
    expect(issued.apiKey).to.deep.include({ label: "first", livemode: false, last4: key.slice(-4) });
    const viewer = await run(
      "{ viewer { kind livemode scopes merchant { id name feeBps settlementAccounts { id } } apiKey { label } } }",
      key,
    );
    expect(viewer).to.deep.equal({
      kind: "MERCHANT",
      livemode: false,
      scopes: ["KEYS_WRITE", "PAYMENTS_READ", "SETTLEMENT_WRITE"],
      merchant: { id: merchantId, name: "Café", feeBps: 250, settlementAccounts: [] },
      apiKey: { label: "first" },
    });
  });

  it("refuse an impossible fee or name", async () => {
    for (const [input, code] of [
      ['{name: "x", feeBps: 10001}', "FEE_OUT_OF_RANGE"],
      ['{name: "x", feeBps: -1}', "FEE_OUT_OF_RANGE"],
      ['{name: " ", feeBps: 0}', "INVALID_INPUT"],
    ]) {
      const refused = await run(
        `mutation { merchantCreate(input: ${input}) { merchant { id } userErrors { code } } }`,
        operator,
      );
      expect(refused).to.deep.equal({ merchant: null, userErrors: [{ code }] });
    }
  });

  it("make their own further keys, within their own scopes; an operator makes none any more", async () => {
    const { merchantId, key } = await openMerchant();
    const input = { livemode: false, label: "till", scopes: ["PAYMENTS_READ"] };
    const own = await run(CREATE_KEY, key, { input });
    expect(own.userErrors).to.deep.equal([]);
    const more = await run(CREATE_KEY, key, { input: { ...input, scopes: ["PAYOUTS_WRITE"] } });
    expect(more).to.deep.include({
      secret: null,
      userErrors: [{ code: "INVALID_INPUT", path: ["input", "scopes"] }],
    });
    const second = await run(CREATE_KEY, operator, { input: { ...input, merchantId } });
    expect(second.userErrors).to.deep.equal([{ code: "INVALID_STATE", path: [] }]);
    const other = await openMerchant();
    const foreign = await run(CREATE_KEY, key, { input: { ...input, merchantId: other.merchantId } });
    expect((foreign.userErrors as { code: string }[])[0]?.code).to.equal("NOT_FOUND");
  });

  it("have keys that work from some addresses only", async () => {
    const { key } = await openMerchant();
    const input = { livemode: false, label: "server", scopes: ["PAYMENTS_READ"] };
    const keyFor = async (allowedAddresses: string[]) =>
      (await run(CREATE_KEY, key, { input: { ...input, allowedAddresses } })).secret as string;
    const query = "{ viewer { apiKey { allowedAddresses } } }";
    expect(await run(query, await keyFor(["127.0.0.1", "::1"]))).to.deep.equal({
      apiKey: { allowedAddresses: ["127.0.0.1/32", "::1/128"] },
    });
    const elsewhere = await world.ask(query, { key: await keyFor(["192.0.2.0/24"]) });
    expect(elsewhere.data).to.equal(undefined);
    expect(elsewhere.errors?.[0]?.extensions?.code).to.equal("FORBIDDEN");
    const wrong = await run(CREATE_KEY, key, {
      input: { ...input, allowedAddresses: ["127.0.0.1", "here"] },
    });
    expect(wrong.userErrors).to.deep.equal([
      { code: "INVALID_INPUT", path: ["input", "allowedAddresses", "1"] },
    ]);
  });

  it("settle on an account that has signed", async () => {
    const { key } = await openMerchant();
    const wallet = Wallet.createRandom();
    const input = { chainId: CHAIN, account: wallet.address };
    const set = await run(
      `mutation ($input: SettlementAccountSetInput!) { settlementAccountSet(input: $input) {
        settlementAccount { status accountId confirmation } userErrors { code } } }`,
      key,
      { input },
    );
    const { status, accountId, confirmation } = set.settlementAccount as {
      status: string;
      accountId: string;
      confirmation: {
        domain: object;
        types: Record<string, { name: string; type: string }[]>;
        message: object;
      };
    };
    expect([status, accountId]).to.deep.equal(["PENDING", `${CHAIN}:${wallet.address}`]);
    const CONFIRM = `mutation ($input: SettlementAccountConfirmInput!) { settlementAccountConfirm(input: $input) {
      settlementAccount { status } userErrors { code path } } }`;
    const { EIP712Domain: _, ...types } = confirmation.types;
    const forged = await Wallet.createRandom().signTypedData(
      confirmation.domain,
      types,
      confirmation.message,
    );
    const refused = await run(CONFIRM, key, { input: { ...input, signature: forged } });
    expect(refused).to.deep.equal({
      settlementAccount: null,
      userErrors: [{ code: "SETTLEMENT_ACCOUNT_SIGNATURE", path: ["input", "signature"] }],
    });
    const signature = await wallet.signTypedData(confirmation.domain, types, confirmation.message);
    const confirmed = await run(CONFIRM, key, { input: { ...input, signature } });
    expect(confirmed).to.deep.equal({ settlementAccount: { status: "ACTIVE" }, userErrors: [] });
  });

  it("refuse an account that is no address, or on no chain of theirs", async () => {
    const { key } = await openMerchant();
    for (const [input, code, field] of [
      [{ chainId: CHAIN, account: "0x12" }, "ADDRESS_MALFORMED", "account"],
      [{ chainId: CHAIN, account: `0x${"aB".repeat(20)}` }, "ADDRESS_CHECKSUM", "account"],
      [{ chainId: "eip155:1", account: Wallet.createRandom().address }, "CHAIN_UNKNOWN", "chainId"],
      [{ chainId: "bitcoin", account: Wallet.createRandom().address }, "CHAIN_UNKNOWN", "chainId"],
    ] as const) {
      const refused = await run(
        "mutation ($input: SettlementAccountSetInput!) { settlementAccountSet(input: $input) { settlementAccount { id } userErrors { code path } } }",
        key,
        { input },
      );
      expect(refused).to.deep.equal({
        settlementAccount: null,
        userErrors: [{ code, path: ["input", field] }],
      });
    }
  });

  it("move the test clock, within reason", async () => {
    const { key } = await openMerchant();
    const writer = await world.keyOf({ merchantId: (await openMerchant()).merchantId as never });
    const before = world.clock.now();
    const ADVANCE =
      "mutation ($input: TestClockAdvanceInput!) { testClockAdvance(input: $input) { clocks { chain { id } now } userErrors { code } } }";
    const moved = await run(ADVANCE, writer, { input: { seconds: 60 } });
    expect(moved.clocks).to.deep.equal([
      { chain: { id: CHAIN }, now: new Date(before.getTime() + 60_000).toISOString() },
    ]);
    for (const [input, code] of [
      [{ seconds: 0 }, "INVALID_INPUT"],
      [{ seconds: 1, chainId: "eip155:1" }, "TEST_CLOCK_UNAVAILABLE"],
    ] as const) {
      const refused = await run(ADVANCE, writer, { input });
      expect(refused).to.deep.equal({ clocks: null, userErrors: [{ code }] });
    }
    const answer = await world.ask(ADVANCE, { key, variables: { input: { seconds: 1 } } });
    expect(answer.errors?.[0]?.extensions.code).to.equal("FORBIDDEN");
    const live = await world.keyOf(await world.openShop(), undefined, true);
    const refused = await run(ADVANCE, live, { input: { seconds: 1 } });
    expect(refused.userErrors).to.deep.equal([{ code: "TEST_CLOCK_UNAVAILABLE" }]);
  });
});
