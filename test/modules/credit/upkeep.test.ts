import { expect } from "chai";
import { CreditKeeper } from "../../../src/chain/credit/creditKeeper.ts";
import { keepCreditPass } from "../../../src/jobs/workers/keepCredit.worker.ts";
import type { Address, Bytes32 } from "../../../src/kernel/ids/chainIds.ts";
import { voidPayment } from "../../../src/modules/payments/index.ts";
import { databaseKind } from "../../fixtures/database.ts";
import { startTestChain, type TestChain } from "../../fixtures/testChain.ts";
import { type CreditWorld, DAY, openCreditWorld } from "./creditWorld.ts";

const TUSD = 1_000_000n;

describe(`upkeep of credit lines (${databaseKind})`, function () {
  this.timeout(60_000);
  let chain: TestChain;
  let world: CreditWorld;
  let clean: unknown;
  let id: Bytes32;
  let pass: () => Promise<boolean>;

  before(async () => {
    chain = await startTestChain(undefined, { withSuite: true });
  });
  after(() => chain.close());
  beforeEach(async () => {
    clean = await chain.rpc.request("evm_snapshot");
    world = await openCreditWorld(chain);
    const { chainId, contracts } = chain;
    const credit = contracts.credit ?? [];
    const context = { clock: world.clock, creditOf: () => credit };
    const keeper = new CreditKeeper(chainId, chain.rpc, contracts.escrow);
    pass = keepCreditPass(world.database, context, [{ chainId, credit, keeper }]);
  });
  afterEach(async () => {
    await world.close();
    await chain.rpc.request("evm_revert", [clean]);
  });

  /** Purposes that were planned and not sent, in order. */
  const planned = () =>
    world.inTx(async (tx) => {
      const rows = await tx
        .selectFrom("chain_transactions")
        .selectAll()
        .where("status", "=", "PLANNED")
        .where("lane", "=", "admin")
        .orderBy("id")
        .execute();
      return rows;
    });
  const purposes = async () => (await planned()).map(({ purpose }) => purpose);
  /** Sends what is planned, from an account without any role, and follows; the lane would have ended them. */
  const carryOut = async () => {
    const [, , , anybody] = chain.wallets;
    if (!anybody) throw new Error("there is anybody");
    for (const { target, call_data } of await planned()) {
      await chain.send(anybody, { to: target as Address, data: call_data });
      await world.mineAndFollow();
    }
    await world.inTx((tx) =>
      tx.updateTable("chain_transactions").set({ status: "FINAL" }).where("lane", "=", "admin").execute(),
    );
  };

  it("marks late, then declares the default, each when the contract would take it and once", async () => {
    id = await world.open();
    await world.call(world.borrower, "draw", [id, 500n * TUSD]);
    await world.mineAndFollow();
    await world.pass(35 * DAY - 100);
    await pass();
    expect(await purposes(), "within the grace").to.deep.equal([]);
    await world.pass(200);
    await pass();
    await pass();
    expect(await purposes(), "asked for twice, planned once").to.deep.equal(["markLate"]);
    await carryOut();
    await pass();
    expect(await purposes(), "nothing more for a late line").to.deep.equal([]);
    await world.pass(30 * DAY);
    await pass();
    expect(await purposes()).to.deep.equal(["declareDefault"]);
    await carryOut();
    expect(await world.toldOfLines()).to.deep.equal(["opened", "drawn", "late", "defaulted"]);
    await pass();
    expect(await purposes()).to.deep.equal([]);
  });

  it("fetches for the pool what a capture repaid", async () => {
    id = await world.open();
    await world.call(world.borrower, "draw", [id, 500n * TUSD]);
    await world.mineAndFollow();
    await pass();
    expect(await purposes()).to.deep.equal([]);
    await world.capture("100");
    await pass();
    expect(await purposes()).to.deep.equal(["collect"]);
    const before = await chain.dollarsOf(world.credit.creditPool);
    await carryOut();
    expect((await chain.dollarsOf(world.credit.creditPool)) - before).to.equal(19_800_000n);
  });

  it("takes a pledge off the book when its hold was given back", async () => {
    id = await world.open({ advanceRateBps: 8_000, originationBps: 0, period: 0, minPayment: 0n });
    const { payment } = await world.pay({ amount: "100", captureMethod: "MANUAL" });
    await world.mineAndFollow();
    const held = await world.now(payment);
    if (!held.payer || !held.onchainId) throw new Error("the payment is held");
    // One payer backs a fifth of a base of 80 at most.
    const terms = { ...held.terms, payer: held.payer };
    await world.call(world.borrower, "drawAgainst", [id, [terms], 16n * TUSD]);
    await world.mineAndFollow();
    expect((await world.books())["receivable:principal:crl"]).to.equal(16n * TUSD);
    await pass();
    expect(await purposes(), "while it is held").to.deep.equal([]);
    await world.inTx((tx) => voidPayment(tx, { ...world.owner, paymentId: payment.id }, world.payments));
    await world.sendVoids();
    await pass();
    expect(await purposes()).to.deep.equal(["syncPledges"]);
    await carryOut();
    const [released] = await world.facts("PledgeReleased");
    expect(released?.amount).to.equal(String(100n * TUSD));
    await pass();
    expect(await purposes()).to.deep.equal([]);
  });
});
