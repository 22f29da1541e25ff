import { expect } from "chai";
import type { Bytes32 } from "../../../src/kernel/ids/chainIds.ts";
import { getDraws, getLines, listDraws, listLines } from "../../../src/modules/credit/index.ts";
import { accrue, draw, type ModelLine, pay } from "../../contracts/differential/creditModel.ts";
import { databaseKind } from "../../fixtures/database.ts";
import { startTestChain, type TestChain } from "../../fixtures/testChain.ts";
import { FINALITY_DEPTH } from "../../indexer/followWorld.ts";
import { type CreditWorld, DAY, openCreditWorld, poolAbi } from "./creditWorld.ts";

const TUSD = 1_000_000n;
/** What the lender put into the pool. */
const SUPPLIED = 10_000n * TUSD;
const PAGE = { limit: 10, from: null, backward: false } as const;

describe(`credit on a chain (${databaseKind})`, function () {
  this.timeout(60_000);
  let chain: TestChain;
  let world: CreditWorld;
  let clean: unknown;
  let id: Bytes32;

  before(async () => {
    chain = await startTestChain(undefined, { withSuite: true });
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
    const page = await world.inTx((tx) => listLines(tx, world.owner, { page: PAGE }));
    const [found] = page.items;
    if (!found) throw new Error("the line is there");
    return found;
  };
  const drawn = async (units: bigint) => {
    await world.call(world.borrower, "draw", [id, units]);
    await world.mineAndFollow();
  };
  /** The contract's figures, for what the model says of a line. */
  const model = async (units: bigint): Promise<ModelLine> => {
    const { terms } = await line();
    const opened: ModelLine = {
      principal: 0n,
      interest: 0n,
      last: 0n,
      dueAt: 0n,
      paid: 0n,
      maturity: BigInt(terms.maturity),
      apr: BigInt(terms.aprBps),
      lateApr: BigInt(terms.lateAprBps),
      holdback: BigInt(terms.holdbackBps),
      origination: BigInt(terms.originationBps),
      grace: BigInt(terms.gracePeriod),
      period: BigInt(terms.period),
      minPayment: terms.minPayment,
    };
    draw(opened, units, await world.time());
    return opened;
  };

  it("keeps the line that the contract opened, and tells the merchant", async () => {
    const { status, limit, principal, account, onchainId, merchantId } = await line();
    expect({ status, limit, principal, account, onchainId, merchantId }).to.deep.equal({
      status: "ACTIVE",
      limit: 1_000n * TUSD,
      principal: 0n,
      account: world.borrower.address,
      onchainId: id,
      merchantId: world.owner.merchantId,
    });
    expect(await world.toldOfLines()).to.deep.equal(["opened"]);
  });

  it("posts a draw: pending at once, available when final; the fee is the lenders'", async () => {
    await drawn(500n * TUSD);
    const pending = {
      "chain:L1:credit-pool": SUPPLIED - 495n * TUSD,
      "chain:L1:settlement": 495n * TUSD,
      "lp:L1:credit-pool:capital": SUPPLIED + 5n * TUSD,
      "receivable:principal:crl": 500n * TUSD,
    };
    expect(await world.books()).to.deep.equal({ ...pending, "merchant:mer:pending": 495n * TUSD });
    await world.mineAndFollow(FINALITY_DEPTH);
    expect(await world.books()).to.deep.equal({ ...pending, "merchant:mer:available": 495n * TUSD });
  });

  it("follows lenders in and out of the pool, through its queue as well", async () => {
    const lender = chain.wallets[2];
    if (!lender) throw new Error("there is one");
    const ask = async (name: string, args: readonly unknown[]) => {
      const data = poolAbi.encodeFunctionData(name as "fill", args as never);
      await chain.send(lender, { to: world.credit.creditPool, data });
      await world.mineAndFollow();
    };
    const lent = async () => {
      const books = await world.books();
      expect(books["chain:L1:credit-pool"] ?? 0n).to.equal(await chain.dollarsOf(world.credit.creditPool));
      return books["lp:L1:credit-pool:capital"];
    };
    await ask("withdraw", [3_000n * TUSD, lender.address, lender.address]);
    expect(await lent()).to.equal(7_000n * TUSD);
    const before = await chain.rpc.request("evm_snapshot");
    // A million shares a unit: half of the 7,000 that are left.
    await ask("requestRedeem", [3_500n * TUSD * 1_000_000n]);
    await ask("fill", [1]);
    expect(await lent()).to.equal(7_000n * TUSD);
    await ask("claimRedeem", [1, lender.address]);
    expect(await lent()).to.equal(3_500n * TUSD);
    await chain.rpc.request("evm_revert", [before]);
    await world.mineAndFollow(4);
    expect(await lent()).to.equal(7_000n * TUSD);
  });

  it("keeps each draw, confirming until its block is final, for its merchant alone", async () => {
    await drawn(500n * TUSD);
    const { id: lineId } = await line();
    const draws = () => world.inTx((tx) => listDraws(tx, world.owner, { lineId, page: PAGE }));
    const [draw] = (await draws()).items;
    if (!draw) throw new Error("the draw is there");
    expect([draw.amount, draw.fee, draw.status]).to.deep.equal([500n * TUSD, 5n * TUSD, "CONFIRMING"]);
    await world.mineAndFollow(FINALITY_DEPTH);
    expect((await draws()).items.map(({ status }) => status)).to.deep.equal(["SUCCEEDED"]);
    const stranger = { ...world.owner, livemode: true };
    const theirs = await world.inTx(async (tx) => [
      ...(await getDraws(tx, stranger, [draw.id])),
      ...(await getLines(tx, stranger, [lineId])),
    ]);
    expect(theirs).to.deep.equal([undefined, undefined]);
  });

  it("undoes a draw that a reorganisation took away, to the last figure", async () => {
    const before = await chain.rpc.request("evm_snapshot");
    const was = await line();
    await drawn(500n * TUSD);
    expect((await line()).principal).to.equal(500n * TUSD);
    await chain.rpc.request("evm_revert", [before]);
    await world.mineAndFollow(3);
    expect(await world.books()).to.deep.equal({
      "chain:L1:credit-pool": SUPPLIED,
      "lp:L1:credit-pool:capital": SUPPLIED,
    });
    const { version, updatedAt, ...is } = await line();
    const { version: _, updatedAt: __, ...expected } = was;
    expect(is).to.deep.equal(expected);
    expect(await world.toldOfLines()).to.deep.equal(["opened", "drawn", "reorged"]);
    await drawn(200n * TUSD);
    expect((await line()).principal).to.equal(200n * TUSD);
  });

  it("repays from a capture: the holdback leaves pending, the rest becomes available", async () => {
    await drawn(500n * TUSD);
    const owed = await model(500n * TUSD);
    await world.pass(10 * DAY);
    await world.capture("100");
    const at = await world.time();
    accrue(owed, at);
    const interest = (owed.interest + 10n ** 9n - 1n) / 10n ** 9n;
    // 100 less 1 % is 99, of which a fifth repays: interest first.
    const taken = 19_800_000n;
    pay(owed, taken, at);
    const after = await line();
    expect([after.principal, after.interest]).to.deep.equal([owed.principal, owed.interest]);
    expect(owed.principal).to.equal(500n * TUSD - (taken - interest));
    await world.mineAndFollow(FINALITY_DEPTH);
    expect(await world.books()).to.deep.equal({
      "chain:L1:credit-pool": SUPPLIED - 495n * TUSD,
      "chain:L1:settlement": 595n * TUSD,
      "lp:L1:credit-pool:capital": SUPPLIED + 5n * TUSD + interest,
      "merchant:mer:available": 495n * TUSD + 99n * TUSD - taken,
      "receivable:principal:crl": owed.principal,
      "revenue:fee:payment": 1n * TUSD,
    });
    await chain.send(world.operator, {
      to: world.credit.creditPool,
      data: poolAbi.encodeFunctionData("collect"),
    });
    await world.mineAndFollow();
    const books = await world.books();
    expect([books["chain:L1:settlement"], books["chain:L1:credit-pool"]]).to.deep.equal([
      595n * TUSD - taken,
      SUPPLIED - 495n * TUSD + taken,
    ]);
    expect(await chain.dollarsOf(world.credit.creditPool)).to.equal(SUPPLIED - 495n * TUSD + taken);
    // What was captured stands in the escrow, which owes it to Settlement.
    const [settlement, escrow] = [chain.contracts.settlement, chain.contracts.escrow];
    const held = (await chain.dollarsOf(settlement)) + (await chain.dollarsOf(escrow));
    expect(held).to.equal(books["chain:L1:settlement"]);
  });

  it("takes a repayment from the balance off what is available, and leaves the tokens in Settlement", async () => {
    await drawn(500n * TUSD);
    await world.mineAndFollow(FINALITY_DEPTH);
    await world.call(world.borrower, "repayFromBalance", [id, 200n * TUSD]);
    await world.mineAndFollow();
    const [repaid] = await world.facts("CreditRepaid");
    const interest = BigInt(repaid?.interestPaid ?? 0);
    expect(await world.books()).to.deep.equal({
      "chain:L1:credit-pool": SUPPLIED - 495n * TUSD,
      "chain:L1:settlement": 495n * TUSD,
      "lp:L1:credit-pool:capital": SUPPLIED + 5n * TUSD + interest,
      "merchant:mer:available": 295n * TUSD,
      "receivable:principal:crl": 300n * TUSD + interest,
    });
  });

  it("repays from a wallet: the tokens are the pool's", async () => {
    await drawn(500n * TUSD);
    await world.fund(world.borrower, 600n * TUSD);
    await world.call(world.borrower, "repay", [id, 600n * TUSD]);
    await world.mineAndFollow(FINALITY_DEPTH + 1);
    const books = await world.books();
    const { principal, interest, dueAt } = await line();
    expect([principal, interest, dueAt]).to.deep.equal([0n, 0n, null]);
    expect(books["receivable:principal:crl"]).to.equal(undefined);
    expect(books["receivable:interest:crl"]).to.equal(undefined);
    expect(await chain.dollarsOf(world.credit.creditPool)).to.equal(books["chain:L1:credit-pool"]);
    expect(books["merchant:mer:available"]).to.equal(495n * TUSD);
  });

  it("tells late and cured, and lends to a late line no more", async () => {
    await drawn(500n * TUSD);
    await world.pass(36 * DAY);
    await world.call(world.borrower, "markLate", [id]);
    await world.mineAndFollow();
    expect((await line()).status).to.equal("LATE");
    await world.fund(world.borrower, 600n * TUSD);
    await world.call(world.borrower, "repay", [id, 100n * TUSD]);
    await world.mineAndFollow();
    expect(await world.toldOfLines()).to.deep.equal(["opened", "drawn", "late", "cured", "repaid"]);
  });

  it("books a default, what the reserve bears, a capture after it, the write-off and a recovery", async () => {
    const { operator, borrower, credit } = world;
    await world.fund(operator, 30n * TUSD);
    await world.call(operator, "fundReserve", [30n * TUSD]);
    await world.mineAndFollow();
    await drawn(500n * TUSD);
    await world.mineAndFollow(FINALITY_DEPTH);
    await world.pass(66 * DAY);
    await world.call(operator, "declareDefault", [id]);
    await world.mineAndFollow();
    const [loss] = await world.facts("DefaultDeclared");
    const interest = BigInt(loss?.interestLoss ?? 0);
    // The reserve's 30 came to the pool as money; the lenders lost the rest.
    expect(await world.books()).to.deep.equal({
      "chain:L1:credit-pool": SUPPLIED - 495n * TUSD + 30n * TUSD,
      "chain:L1:settlement": 495n * TUSD,
      "lp:L1:credit-pool:capital": SUPPLIED + 5n * TUSD - 500n * TUSD + 30n * TUSD,
      "merchant:mer:available": 495n * TUSD,
    });
    expect((await line()).poolLoss).to.equal(470n * TUSD + interest);
    // A defaulted line takes all of a capture: 99 of 100.
    await world.capture("100");
    await world.mineAndFollow(FINALITY_DEPTH);
    expect(await world.books()).to.deep.equal({
      "chain:L1:credit-pool": SUPPLIED - 465n * TUSD,
      "chain:L1:settlement": 595n * TUSD,
      "lp:L1:credit-pool:capital": SUPPLIED - 465n * TUSD + 99n * TUSD,
      "merchant:mer:available": 495n * TUSD,
      "revenue:fee:payment": 1n * TUSD,
    });
    await world.call(operator, "writeOff", [id]);
    await world.mineAndFollow();
    await world.fund(borrower, 500n * TUSD);
    await world.call(borrower, "recover", [id, 400n * TUSD]);
    await world.mineAndFollow();
    // 371 and the interest make good the pool's loss; what is left of 400 goes to the reserve.
    const toPool = 371n * TUSD + interest;
    const books = await world.books();
    expect(books["lp:L1:credit-pool:capital"]).to.equal(SUPPLIED - 366n * TUSD + toPool);
    expect(books["first_loss:L1:held"]).to.equal(400n * TUSD - toPool);
    expect(books["chain:L1:credit-line"]).to.equal(await chain.dollarsOf(credit.creditLine));
    expect((await line()).status).to.equal("WRITTEN_OFF");
    expect(await world.toldOfLines()).to.deep.equal([
      "opened",
      "drawn",
      "defaulted",
      "recovered",
      "repaid",
      "written_off",
      "recovered",
    ]);
  });
});
