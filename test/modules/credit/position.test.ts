import { expect } from "chai";
import { CreditClient } from "../../../src/chain/credit/creditClient.ts";
import type { DomainError } from "../../../src/kernel/errors/domainError.ts";
import type { Address, Bytes32, Hex } from "../../../src/kernel/ids/chainIds.ts";
import {
  listDraws,
  listLines,
  listRepayments,
  prepareDraw,
  readPosition,
} from "../../../src/modules/credit/index.ts";
import { accrue, debtOf, draw, type ModelLine, pay } from "../../contracts/differential/creditModel.ts";
import { databaseKind } from "../../fixtures/database.ts";
import { startTestChain, type TestChain } from "../../fixtures/testChain.ts";
import { FINALITY_DEPTH } from "../../indexer/followWorld.ts";
import { type CreditWorld, DAY, openCreditWorld, poolAbi } from "./creditWorld.ts";

const TUSD = 1_000_000n;
const PAGE = { limit: 10, from: null, backward: false } as const;

describe(`what a line owes and may draw (${databaseKind})`, function () {
  this.timeout(60_000);
  let chain: TestChain;
  let world: CreditWorld;
  let gateway: CreditClient;
  let clean: unknown;
  let id: Bytes32;

  before(async () => {
    chain = await startTestChain(undefined, { withSuite: true });
    gateway = new CreditClient(() => ({
      rpc: chain.rpc,
      finality: { kind: "DEPTH", depth: FINALITY_DEPTH },
    }));
  });
  after(() => chain.close());
  beforeEach(async () => {
    clean = await chain.rpc.request("evm_snapshot");
    world = await openCreditWorld(chain);
    id = await world.open();
  });
  afterEach(async () => {
    await world.close();
    await chain.rpc.request("evm_revert", [clean]);
  });

  const line = async () => {
    const [found] = (await world.inTx((tx) => listLines(tx, world.owner, { page: PAGE }))).items;
    if (!found) throw new Error("the line is there");
    return found;
  };
  const position = async (owed = 0n) => readPosition(gateway, await line(), owed);

  it("agrees with the model to the unit, at the block that it names", async () => {
    const { terms } = await line();
    const model: ModelLine = {
      principal: 0n,
      interest: 0n,
      last: 0n,
      dueAt: 0n,
      paid: 0n,
      maturity: BigInt(terms.maturity),
      apr: 1_000n,
      lateApr: 2_000n,
      holdback: 2_000n,
      origination: 100n,
      grace: BigInt(5 * DAY),
      period: BigInt(30 * DAY),
      minPayment: 50n * TUSD,
    };
    await world.call(world.borrower, "draw", [id, 500n * TUSD]);
    await world.mineAndFollow();
    draw(model, 500n * TUSD, await world.time());
    // Before the due date, after it, and past the grace, where the late rate runs.
    for (const days of [10, 21, 5, 30]) {
      await world.pass(days * DAY);
      const seen = await position();
      const now = { ...model };
      accrue(now, await world.time());
      expect(seen.payoff, `after ${days} days`).to.equal(debtOf(now));
      const head = await chain.reader.head();
      expect([seen.asOf.number, seen.asOf.hash]).to.deep.equal([head.number, head.hash]);
    }
    // 66 days after the draw three payments of 50 are missed or next: the due dates of days 30 and 60.
    expect((await position()).due).to.equal(100n * TUSD);
    await world.fund(world.borrower, 120n * TUSD);
    await world.call(world.borrower, "repay", [id, 120n * TUSD]);
    await world.mineAndFollow();
    pay(model, 120n * TUSD, await world.time());
    const after = await position();
    expect([after.payoff, BigInt(after.dueAt ?? 0)]).to.deep.equal([debtOf(model), model.dueAt]);
    const repaid = await line();
    const { items } = await world.inTx((tx) => listRepayments(tx, repaid, PAGE));
    expect(items.map(({ interestPaid, principalPaid }) => interestPaid + principalPaid)).to.deep.equal([
      120n * TUSD,
    ]);
  });

  it("names no blocker where the contract lends, and then it lends just that", async () => {
    const seen = await position();
    expect([seen.blockers, seen.available, seen.due, seen.payoff, seen.dueAt]).to.deep.equal([
      [],
      1_000n * TUSD,
      0n,
      0n,
      null,
    ]);
    await world.call(world.borrower, "draw", [id, seen.available]);
    await world.mineAndFollow();
    expect((await line()).principal).to.equal(1_000n * TUSD);
    expect((await position()).blockers).to.deep.equal(["LIMIT_REACHED"]);
  });

  it("names what the contract refuses for: overdue, frozen, an empty pool; and what the merchant owes us", async () => {
    await world.call(world.borrower, "draw", [id, 100n * TUSD]);
    await world.mineAndFollow();
    expect((await position(1n)).blockers).to.deep.equal(["PENDING_FEES"]);
    const [, , lender] = chain.wallets;
    if (!lender) throw new Error("there is a lender");
    const before = await chain.rpc.request("evm_snapshot");
    const idle = await chain.dollarsOf(world.credit.creditPool);
    const data = poolAbi.encodeFunctionData("withdraw", [idle - 1n, lender.address, lender.address]);
    await chain.send(lender, { to: world.credit.creditPool, data });
    await world.mineAndFollow();
    expect((await position()).blockers).to.deep.equal(["POOL_EXHAUSTED"]);
    await chain.rpc.request("evm_revert", [before]);
    await world.mineAndFollow();
    await world.pass(36 * DAY);
    expect((await position()).blockers).to.deep.equal(["OVERDUE_DRAWS"]);
    await world.call(world.operator, "markLate", [id]);
    await world.mineAndFollow();
    expect((await position()).blockers).to.deep.equal(["LINE_NOT_ACTIVE", "OVERDUE_DRAWS"]);
  });

  it("prepares one draw at a time, whose transaction sent twice draws once", async () => {
    const found = await line();
    const context = { clock: { now: () => new Date() }, creditOf: () => chain.contracts.credit ?? [] };
    const order = { ...world.owner, lineId: found.id, amount: 200n * TUSD };
    const ask = async () => ({
      nonce: await gateway.nonceOf(chain.chainId, found.account),
      call: gateway.drawCall(found, order.amount, []),
      blockers: [],
    });
    const asked = await ask();
    const prepared = await world.inTx((tx) => prepareDraw(tx, order, asked, context));
    const again = await world
      .inTx((tx) => prepareDraw(tx, order, asked, context))
      .catch((error: DomainError) => error.code);
    expect(again).to.equal("CREDIT_DRAW_PENDING");
    const refused = await world
      .inTx((tx) => prepareDraw(tx, order, { ...asked, blockers: ["PAUSED"] }, { ...context, clock: later }))
      .catch((error: DomainError) => error.code);
    expect(refused).to.equal("CREDIT_DRAW_REFUSED");
    const { nonce = -1, callData = "0x" } = prepared.prepared ?? {};
    const sendIt = async () => {
      const raw = await world.borrower.signer.signTransaction({
        chainNumber: 31_337n,
        nonce,
        to: found.contract as Address,
        data: callData as Hex,
        gasLimit: 1_000_000n,
        maxFeePerGas: 10n ** 11n,
        maxPriorityFeePerGas: 10n ** 9n,
      });
      return chain.rpc.request("eth_sendRawTransaction", [raw]).then(
        () => "taken",
        () => "refused",
      );
    };
    expect(await sendIt()).to.equal("taken");
    await world.mineAndFollow();
    expect(await sendIt()).to.equal("refused");
    await world.mineAndFollow(FINALITY_DEPTH);
    const draws = await world.inTx((tx) => listDraws(tx, world.owner, { lineId: found.id, page: PAGE }));
    expect(draws.items.map((each) => [each.id, each.status, each.fee])).to.deep.equal([
      [prepared.id, "SUCCEEDED", 2n * TUSD],
    ]);
    expect((await line()).principal).to.equal(200n * TUSD);
  });
});

/** After every offer to send a transaction. */
const later = { now: () => new Date(Date.now() + 3_600_000) };
