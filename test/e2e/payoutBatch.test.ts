import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { Wallet } from "ethers";
import { SYSTEM, withTx } from "../../src/db/withTx.ts";
import { type Address, accountIdOf, assetIdOf, parseAddress } from "../../src/kernel/ids/chainIds.ts";
import { checkLedger } from "../../src/modules/ledger/index.ts";
import { deployUsdc, usdcAt } from "../contracts/fixtures/usdc.ts";
import { databaseKind } from "../fixtures/database.ts";
import { startTestChain, type TestChain } from "../fixtures/testChain.ts";
import { letPayOut } from "./journeys/journeyChain.ts";
import { readChainEvents } from "./support/chainTruth.ts";
import { type InProcessApp, startInProcessApp } from "./support/inProcessApp.ts";
import { MerchantClient } from "./support/merchantClient.ts";
import { until } from "./support/until.ts";

const BLOCK_INTERVAL_MS = 100;
const ITEMS = 500;
/** Places of the items that the token refuses to deliver. */
const BAD = [7, 99, 201];
const DEPOSIT = 1_000_000n;

interface Item {
  readonly token: Address;
  readonly to: Address;
  readonly units: bigint;
  readonly isBad: boolean;
}

describe(`a batch of ${ITEMS} payouts (${databaseKind})`, function () {
  this.timeout(120_000);
  let chain: TestChain;
  let usdc: Address;
  let app: InProcessApp;
  let shop: MerchantClient;
  let items: Item[];
  let input: object;
  let batchId: string;

  before(async () => {
    chain = await startTestChain();
    const { ethers, provider } = chain.local.connection;
    await provider.request({ method: "evm_setAutomine", params: [true] });
    const [admin, , , merchant, manager] = await ethers.getSigners();
    const [account] = chain.wallets;
    if (!admin || !merchant || !manager || !account) throw new Error("there are accounts enough");
    usdc = parseAddress(await deployUsdc({ admin, manager }));
    await letPayOut(chain, usdc, 10n ** 15n);
    const settlement = await ethers.getContractAt("Settlement", chain.contracts.settlement, admin);
    const of = settlement.connect(merchant) as typeof settlement;
    await (await of.getFunction("setManaged")(true)).wait();
    const dollars = await ethers.getContractAt("TestDollar", chain.dollar, admin);
    const tokens = [usdcAt(usdc, admin), dollars];
    await (await usdcAt(usdc, admin).getFunction("mint")(admin.address, DEPOSIT)).wait();

    const finality = { kind: "DEPTH", depth: 3 } as const;
    const place = { chain, rpcUrl: chain.local.rpcUrl, finality, tokens: [usdc, chain.dollar] };
    app = await startInProcessApp([place]);
    const { chainId } = chain;
    const names = { name: "Shop", feeBps: 0, account, chainId, assetId: assetIdOf(chainId, usdc) };
    shop = await MerchantClient.open({ url: app.url, operatorKey: app.operatorKey, ...names });
    const friends = Array.from({ length: 8 }, () => parseAddress(Wallet.createRandom().address));
    const recipients = await Promise.all(friends.map((address) => addRecipient(address)));
    await chain.local.startMining(BLOCK_INTERVAL_MS);
    for (const token of tokens) {
      await (await token.getFunction("approve")(chain.contracts.settlement, DEPOSIT)).wait();
      const deposit = settlement.getFunction("deposit");
      await (await deposit(account.address, await token.getAddress(), DEPOSIT)).wait();
    }
    const usable = "{ recipients(first: 100) { nodes { status usableFrom } } }";
    await until("every recipient can be paid, and the deposits are final", async () => {
      const answer = await shop.api.ask<{ recipients: { nodes: { status: string }[] } }>(usable);
      const balances = await availableOf();
      return (
        answer.recipients.nodes.every(({ status }) => status === "ACTIVE") &&
        Object.values(balances).length === 2 &&
        Object.values(balances).every((units) => units === DEPOSIT)
      );
    });
    for (const friend of friends.slice(5)) {
      await (await usdcAt(usdc, admin).getFunction("blacklist")(friend)).wait();
    }

    items = Array.from({ length: ITEMS }, (_, index) => {
      const isBad = BAD.includes(index);
      const to = friends[isBad ? 5 + BAD.indexOf(index) : index % 5] as Address; // there are eight
      return { token: index < ITEMS / 2 ? usdc : chain.dollar, to, units: 1_000n + BigInt(index), isBad };
    });
    input = {
      merchantReference: "salaries",
      idempotencyKey: "salaries of November",
      items: items.map(({ token, to, units }, index) => ({
        recipientId: recipients[friends.indexOf(to)],
        assetId: assetIdOf(chainId, token),
        amount: `0.${String(units).padStart(6, "0")}`,
        merchantReference: `salary ${index}`,
      })),
    };
  });
  after(async () => {
    await app?.close();
    await chain?.close();
  });

  it("is refused as a whole for what is wrong in any item, and reserves nothing", async () => {
    const wrong = structuredClone(input) as { items: { amount: string; recipientId?: string }[] };
    if (!wrong.items[3] || !wrong.items[42]) throw new Error("there are items enough");
    wrong.items[3].amount = "0.0000001";
    wrong.items[42].recipientId = "rcp_01m8ahj4sdfqb8sk6b9s5zagpz";
    const refusal = await create(wrong).catch((error: Error) => error.message);
    expect(refusal).to.contain('"code":"AMOUNT_PRECISION"');
    expect(refusal).to.contain('"path":["input","items","3","amount"]');
    expect(refusal).to.contain('"path":["input","items","42","recipientId"]');
    expect(await availableOf()).to.deep.equal({ [usdc]: DEPOSIT, [chain.dollar]: DEPOSIT });
    expect(await shop.payouts()).to.deep.equal([]);
  });

  it("is estimated before it is asked for", async () => {
    const requirements = "requirements { payouts required { atomic } available { atomic } isCovered }";
    const { items: wanted } = input as { items: object[] };
    const estimate = await shop.api.ask<object>(
      `query($input: PayoutEstimateInput!) { payoutEstimate(input: $input) { ${requirements} userErrors { path } } }`,
      { input: { items: wanted } },
    );
    const of = (units: number) => ({
      payouts: 250,
      required: { atomic: String(units) },
      available: { atomic: String(DEPOSIT) },
      isCovered: true,
    });
    // 1,000 to 1,249 and 1,250 to 1,499 units.
    expect(estimate).to.deep.equal({
      payoutEstimate: { requirements: [of(281_125), of(343_625)], userErrors: [] },
    });
  });

  it("ends partially paid when three recipients cannot be paid", async () => {
    const { payoutBatch } = await create(input);
    batchId = payoutBatch.id;
    expect(payoutBatch).to.include({ status: "ACCEPTED" });
    expect((await create(input)).payoutBatch.id).to.equal(batchId);
    const ended = await until("every payout has ended", async () => {
      const batch = await readBatch();
      return !["ACCEPTED", "PROCESSING"].includes(batch.status) && batch;
    });
    expect(ended).to.deep.equal({
      status: "PARTIALLY_PAID",
      merchantReference: "salaries",
      counts: { total: 500, ready: 0, submitted: 0, confirming: 0, paid: 497, failed: 3, canceled: 0 },
    });
  });

  it("has paid each of the others once, to the unit", async () => {
    const events = await readChainEvents(chain);
    const paid = events.filter(({ name }) => name === "PayoutSent");
    const text = (of: readonly unknown[]) => of.map(String).sort();
    const good = items.filter(({ isBad }) => !isBad);
    expect(text(paid.map(({ args }) => [args.token, args.to, args.amount]))).to.deep.equal(
      text(good.map(({ token, to, units }) => [token, to, units])),
    );
    expect(events.filter(({ name }) => name === "PayoutFailed")).to.have.length(3);
    const left = (token: Address) =>
      DEPOSIT - good.filter((item) => item.token === token).reduce((sum, { units }) => sum + units, 0n);
    expect(await availableOf()).to.deep.equal({ [usdc]: left(usdc), [chain.dollar]: left(chain.dollar) });
    const check = await withTx(app.database, SYSTEM, checkLedger);
    expect([check.unbalanced, check.drifted, check.brokenSeal]).to.deep.equal([[], [], null]);
  });

  it("says which have failed, and is told of once at either end", async () => {
    const { payouts } = await shop.api.ask<{ payouts: { nodes: object[] } }>(
      `query($id: ID!) { payouts(first: 100, filter: { payoutBatchId: $id, status: [FAILED] }) {
         nodes { merchantReference batch { id } } } }`,
      { id: batchId },
    );
    const failed = [...BAD]
      .reverse()
      .map((index) => ({ merchantReference: `salary ${index}`, batch: { id: batchId } }));
    expect(payouts.nodes).to.have.deep.members(failed);
    const told = (await shop.events()).filter(({ objectId }) => objectId === batchId);
    expect(told.map(({ type }) => type)).to.deep.equal(["PAYOUT_BATCH_CREATED", "PAYOUT_BATCH_COMPLETED"]);
    expect(told[1]?.snapshot).to.deep.include({ status: "PARTIALLY_PAID" });
  });

  async function addRecipient(address: Address): Promise<string> {
    const account = accountIdOf(chain.chainId, address);
    const { recipient } = await shop.api.command<{ recipient: { id: string } }>(
      "recipientCreate",
      { account, label: address, idempotencyKey: randomUUID() },
      "recipient { id }",
    );
    return recipient.id;
  }

  function create(batch: object) {
    return shop.api.command<{ payoutBatch: { id: string; status: string } }>(
      "payoutBatchCreate",
      batch,
      "payoutBatch { id status }",
    );
  }

  async function readBatch() {
    const counts = "counts { total ready submitted confirming paid failed canceled }";
    const { payoutBatch } = await shop.api.ask<{ payoutBatch: { status: string } }>(
      `query($id: ID!) { payoutBatch(id: $id) { status merchantReference ${counts} } }`,
      { id: batchId },
    );
    return payoutBatch;
  }

  async function availableOf(): Promise<Record<string, bigint>> {
    const { balances } = await shop.api.ask<{
      balances: { asset: { token: string }; available: { atomic: string } }[];
    }>("{ balances { asset { token } available { atomic } } }");
    return Object.fromEntries(
      balances.map(({ asset, available }) => [asset.token, BigInt(available.atomic)]),
    );
  }
});
