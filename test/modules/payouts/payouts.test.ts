import { expect } from "chai";
import { type Address, type Bytes32, type Hex, parseAddress } from "../../../src/kernel/ids/chainIds.ts";
import { toUnixSeconds, type UnixSeconds } from "../../../src/kernel/time/clock.ts";
import { checkLedger, readBalances } from "../../../src/modules/ledger/index.ts";
import {
  applyFact,
  createPayout,
  createRecipient,
  finalizeFact,
  getPayouts,
  getRecipients,
  type Payout,
  type PayoutFact,
  type Recipient,
  setPayoutLimit,
  submitPayouts,
  submitRecipients,
  transactionDied,
  undoFact,
} from "../../../src/modules/payouts/index.ts";
import { databaseKind, freshDatabase } from "../../fixtures/database.ts";
import { refused } from "../../fixtures/refused.ts";
import { ASSET, CHAIN, makeWorld, type Shop, TOKEN, type World } from "../../fixtures/shop.ts";

const FRIEND = parseAddress(`0x${"ab".repeat(20)}`);

describe(`payouts on ${databaseKind}`, () => {
  let world: World;
  let shop: Shop;
  let drop: () => Promise<void>;

  before(async () => {
    const fresh = await freshDatabase();
    drop = fresh.drop;
    world = await makeWorld(fresh.database);
  });
  after(() => drop());
  beforeEach(async () => {
    shop = await world.openShop();
    await world.earn(shop, 100_000_000n);
  });
  afterEach(async () => {
    expect(await world.inTx(checkLedger)).to.deep.include({ unbalanced: [], drifted: [] });
  });

  const owner = () => ({ merchantId: shop.merchantId, livemode: shop.livemode });
  const account = () => parseAddress(shop.account.address);

  const ask = (change: Partial<Parameters<typeof createPayout>[1]> = {}) =>
    world.inTx((tx) =>
      createPayout(tx, { ...owner(), assetId: ASSET, amount: "40", ...change }, world.payouts),
    );
  const now = async (payout: Payout) => {
    const [found] = await world.inTx((tx) => getPayouts(tx, owner(), [payout.id]));
    if (!found) throw new Error("the payout is there");
    return found;
  };
  const parts = async () => {
    const [found] = await world.inTx((tx) => readBalances(tx, shop.merchantId));
    return { available: found?.available, reserved: found?.reserved };
  };
  const submit = () => world.inTx((tx) => submitPayouts(tx, world.payouts));

  async function see<F extends PayoutFact>(fact: F): Promise<F> {
    await world.inTx((tx) => applyFact(tx, { fact, isFinal: false }, world.payouts));
    return fact;
  }
  async function finalize(fact: PayoutFact) {
    await world.setState(fact.id, "FINAL");
    await world.inTx((tx) => finalizeFact(tx, fact, world.payouts));
  }

  async function sent(payout: Payout) {
    const { batchHash, destination, amount } = await now(payout);
    const body = {
      name: "PayoutSent" as const,
      batchId: batchHash as Bytes32,
      account: account(),
      token: TOKEN,
    };
    return see(await world.storeFact({ ...body, to: destination, amount }));
  }

  async function moved(kind: 2 | 3, delta: bigint) {
    const ref = `0x${"00".repeat(32)}` as Bytes32;
    const state = { available: 0n, reserved: 0n, ref };
    const body = { name: "BalanceUpdated" as const, account: account(), token: TOKEN, kind, delta, ...state };
    return see(await world.storeFact(body));
  }

  it("reserves, is sent once, and is paid when the block is final", async () => {
    const payout = await ask();
    expect(payout).to.include({ status: "READY", destination: account() });
    expect(await parts()).to.deep.equal({ available: 60_000_000n, reserved: 40_000_000n });
    expect(await submit()).to.equal(1);
    expect(await submit()).to.equal(0);
    expect((await now(payout)).batchHash).to.match(/^0x[0-9a-f]{64}$/);
    const fact = await sent(payout);
    expect((await now(payout)).status).to.equal("CONFIRMING");
    expect(await parts()).to.deep.equal({ available: 60_000_000n, reserved: 40_000_000n });
    await finalize(fact);
    expect((await now(payout)).status).to.equal("PAID");
    expect(await parts()).to.deep.equal({ available: 60_000_000n, reserved: 0n });
  });

  it("goes back to submitted, never to ready, when a reorg takes it away", async () => {
    const payout = await ask();
    await submit();
    const fact = await sent(payout);
    await world.setState(fact.id, "ORPHANED");
    await world.inTx((tx) => undoFact(tx, fact, world.payouts));
    expect((await now(payout)).status).to.equal("SUBMITTED");
    expect(await submit()).to.equal(0);
    await finalize(await sent(payout));
    expect((await now(payout)).status).to.equal("PAID");
  });

  it("tells equal payouts of one batch apart by their number alone", async () => {
    const [first, second] = [await ask(), await ask()];
    await submit();
    await finalize(await sent(first));
    expect([(await now(first)).status, (await now(second)).status]).to.have.members(["PAID", "SUBMITTED"]);
    await finalize(await sent(first));
    expect((await now(second)).status).to.equal("PAID");
    expect(await parts()).to.deep.equal({ available: 20_000_000n, reserved: 0n });
  });

  it("frees the money when the contract could not pay, and only when that is final", async () => {
    const payout = await ask();
    await submit();
    const { batchHash, amount } = await now(payout);
    const item = { batchId: batchHash as Bytes32, account: account(), token: TOKEN, to: account(), amount };
    const fact = await see(
      await world.storeFact({
        name: "PayoutFailed",
        ...item,
        reason: "0x12345678" as Hex,
      }),
    );
    expect((await now(payout)).status).to.equal("SUBMITTED");
    await finalize(fact);
    expect(await now(payout)).to.include({ status: "FAILED", failure: "0x12345678" });
    expect(await parts()).to.deep.equal({ available: 100_000_000n, reserved: 0n });
  });

  it("frees the money when its transaction is proven dead", async () => {
    const payout = await ask();
    await submit();
    const { transactionId } = await now(payout);
    if (!transactionId) throw new Error("a submitted payout has a transaction");
    const dead = { id: transactionId, status: "REFUSED" as const, failure: "OutflowLimitExceeded" };
    await world.inTx((tx) => transactionDied(tx, dead, world.payouts));
    expect(await now(payout)).to.include({ status: "FAILED", failure: "OutflowLimitExceeded" });
    expect(await parts()).to.deep.equal({ available: 100_000_000n, reserved: 0n });
  });

  it("frees the money when its transaction died in a reorg that is undone only later", async () => {
    const payout = await ask();
    await submit();
    const fact = await sent(payout);
    const { transactionId } = await now(payout);
    if (!transactionId) throw new Error("a submitted payout has a transaction");
    await world.die(transactionId, "REVERTED");
    expect(await now(payout)).to.include({ status: "CONFIRMING" });
    await world.setState(fact.id, "ORPHANED");
    await world.inTx((tx) => undoFact(tx, fact, world.payouts));
    expect(await now(payout)).to.include({ status: "FAILED", failure: "REVERTED" });
    expect(await parts()).to.deep.equal({ available: 100_000_000n, reserved: 0n });
  });

  it("gives way to a withdrawal that the owner made on the chain", async () => {
    const [first, second] = [await ask(), await ask()];
    await moved(3, -90_000_000n);
    expect([(await now(first)).status, (await now(second)).status]).to.deep.equal(["FAILED", "FAILED"]);
    expect((await now(second)).failure).to.equal("WITHDRAWN_ON_CHAIN");
    expect(await parts()).to.deep.equal({ available: 10_000_000n, reserved: 0n });
  });

  it("gives way to a withdrawal also while it waits for approval, and is not approved then", async () => {
    const everything = { merchantId: shop.merchantId, assetId: ASSET, approvalAbove: "0", dailyLimit: null };
    await world.inTx((tx) => setPayoutLimit(tx, everything, world.payouts));
    const payout = await ask();
    await moved(3, -90_000_000n);
    expect(await now(payout)).to.include({ status: "FAILED", failure: "WITHDRAWN_ON_CHAIN" });
    expect(await parts()).to.deep.equal({ available: 10_000_000n, reserved: 0n });
  });

  it("books what a withdrawal took beyond the free money as a debt of the merchant", async () => {
    await ask();
    await submit();
    await moved(3, -100_000_000n);
    expect(await parts()).to.deep.equal({ available: 0n, reserved: 40_000_000n });
    expect(await world.debtOf(shop)).to.equal(40_000_000n);
  });

  it("is paid again after a reorganisation below finality, and once in the books", async () => {
    const payout = await ask();
    await submit();
    const first = await sent(payout);
    await finalize(first);
    await world.setState(first.id, "ORPHANED");
    await world.inTx((tx) => undoFact(tx, first, world.payouts));
    expect((await now(payout)).status).to.equal("SUBMITTED");
    expect(await parts()).to.deep.equal({ available: 60_000_000n, reserved: 40_000_000n });

    const second = await sent(payout);
    await finalize(second);
    expect((await now(payout)).status).to.equal("PAID");
    expect(await parts()).to.deep.equal({ available: 60_000_000n, reserved: 0n });
  });

  it("makes a deposit available when it is final, and takes it back when it is orphaned", async () => {
    const kept = await moved(2, 5_000_000n);
    expect((await parts()).available).to.equal(100_000_000n);
    await finalize(kept);
    expect((await parts()).available).to.equal(105_000_000n);
    const lost = await moved(2, 7_000_000n);
    await world.setState(lost.id, "ORPHANED");
    await world.inTx((tx) => undoFact(tx, lost, world.payouts));
    const [balance] = await world.inTx((tx) => readBalances(tx, shop.merchantId));
    expect(balance).to.include({ pending: 0n, available: 105_000_000n });
  });

  // ── Recipients ────────────────────────────────────────────────────────────

  const add = (address: Address = FRIEND) =>
    world.inTx((tx) =>
      createRecipient(tx, { ...owner(), chainId: CHAIN, address, label: "Friend" }, world.payouts),
    );
  const recipientNow = async (recipient: Recipient) => {
    const [found] = await world.inTx((tx) => getRecipients(tx, owner(), [recipient.id]));
    if (!found) throw new Error("the recipient is there");
    return found;
  };
  async function told(effectiveAt: number) {
    const body = { name: "RecipientSet" as const, account: account(), recipient: FRIEND };
    return see(await world.storeFact({ ...body, effectiveAt: effectiveAt as UnixSeconds }));
  }

  it("pays a recipient once the contract knows it and its delay is over", async () => {
    const recipient = await add();
    await refused("RECIPIENT_EXISTS", () => add());
    await refused("RECIPIENT_NOT_ACTIVE", () => ask({ recipientId: recipient.id }));
    expect(await world.inTx((tx) => submitRecipients(tx, 10, world.payouts))).to.equal(1);
    const fact = await told(toUnixSeconds(world.clock.now()) + 3_600);
    expect((await recipientNow(recipient)).status).to.equal("ACTIVE");
    await refused("RECIPIENT_NOT_ACTIVE", () => ask({ recipientId: recipient.id }));
    world.clock.advance(3_600);
    expect(await ask({ recipientId: recipient.id, amount: "1" })).to.include({ destination: FRIEND });
    await world.setState(fact.id, "ORPHANED");
    await world.inTx((tx) => undoFact(tx, fact, world.payouts));
    expect((await recipientNow(recipient)).status).to.equal("PENDING");
    await refused("RECIPIENT_NOT_ACTIVE", () => ask({ recipientId: recipient.id }));
    expect(await parts()).to.deep.equal({ available: 99_000_000n, reserved: 1_000_000n });
  });

  it("pays no recipient that was removed on the chain", async () => {
    const recipient = await add();
    await told(toUnixSeconds(world.clock.now()));
    await told(0);
    expect((await recipientNow(recipient)).status).to.equal("REMOVED");
    await refused("RECIPIENT_NOT_ACTIVE", () => ask({ recipientId: recipient.id }));
    expect(await add()).to.include({ status: "PENDING" });
  });

  it("says so when the contract does not take the recipient", async () => {
    const recipient = await add();
    await world.inTx((tx) => submitRecipients(tx, 10, world.payouts));
    const { transactionId } = await recipientNow(recipient);
    if (!transactionId) throw new Error("a submitted recipient has a transaction");
    const dead = { id: transactionId, status: "REFUSED" as const, failure: "NotManaged" };
    await world.inTx((tx) => transactionDied(tx, dead, world.payouts));
    expect(await recipientNow(recipient)).to.include({ status: "FAILED", failure: "NotManaged" });
  });

  it("refuses more than is available, and changes nothing", async () => {
    const refusal = await refused("INSUFFICIENT_BALANCE", () => ask({ amount: "100.000001" }));
    expect(refusal.evidence).to.deep.equal({ availableUnits: "100000000", requiredUnits: "100000001" });
    await refused("AMOUNT_PRECISION", () => ask({ amount: "0.0000001" }));
    await refused("AMOUNT_NOT_POSITIVE", () => ask({ amount: "-1" }));
    await refused("ASSET_WRONG_MODE", () => ask({ livemode: true as never }));
    expect(await parts()).to.deep.equal({ available: 100_000_000n, reserved: 0n });
  });
});
