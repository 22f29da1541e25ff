import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { keccak256, Transaction } from "ethers";
import { sql } from "kysely";
import { SYSTEM, withTx } from "../../src/db/withTx.ts";
import type { Hex } from "../../src/kernel/ids/chainIds.ts";
import { checkLedger } from "../../src/modules/ledger/index.ts";
import { databaseKind } from "../fixtures/database.ts";
import { transferCall } from "../fixtures/testChain.ts";
import { type ChainEvent, readChainEvents, readReserves, selectorOf } from "./support/chainTruth.ts";
import { FINALITY_DEPTH, type MinedWorld, openMinedWorld } from "./support/minedWorld.ts";
import { calls } from "./support/rpcProxy.ts";
import { until } from "./support/until.ts";

describe(`A journey whose last five blocks are replaced (${databaseKind})`, function () {
  this.timeout(120_000);
  let calm: MinedWorld;
  let rough: MinedWorld;
  let replaced: Replaced;

  before(async () => {
    calm = await openMinedWorld();
    await journey(calm, async () => undefined);
    rough = await openMinedWorld();
    await journey(rough, async (branch) => {
      replaced = await replaceBlocks(rough, branch);
    });
  });
  after(async () => {
    await calm?.close();
    await rough?.close();
  });

  it("went through a real reorganisation", async () => {
    expect(replaced.blocks).to.equal(5);
    expect(rough.app.status(rough.chain.chainId)).to.include({ reorgs: 1, deepReorgs: 0 });
    expect(calm.app.status(calm.chain.chainId)).to.include({ reorgs: 0 });
    const [before, after] = [replaced.before, await readChainEvents(rough.chain)];
    const places = (events: readonly ChainEvent[]) =>
      events
        .filter(({ name }) => name === "PaymentAuthorized")
        .map(({ txHash, logIndex }) => [txHash, logIndex]);
    const moved = places(before).filter(([hash, index]) =>
      places(after).some(([other, now]) => other === hash && now !== index),
    );
    expect(moved.length).to.be.greaterThan(0); // the same logs, at other indexes
    const types = (await rough.merchant.events()).map(({ type }) => type);
    expect(types.filter((type) => type === "PAYMENT_REORGED").length).to.be.greaterThan(0);
  });

  it("sent again what never came back, byte by byte", async () => {
    const times = rough.proxy.sent.filter((raw) => raw === replaced.lost).length;
    expect(times).to.be.greaterThan(1);
    const hash = keccak256(replaced.lost);
    const receipt = await rough.chain.rpc.request("eth_getTransactionReceipt", [hash]);
    expect((receipt as { status: string }).status).to.equal("0x1");
  });

  it("ended as the journey without one did", async () => {
    expect(await endOf(rough)).to.deep.equal(await endOf(calm));
  });

  it("ended as counted by hand", async () => {
    const end = await endOf(calm);
    expect(end.payments).to.deep.equal([
      ["lunch", "SUCCEEDED", "", 100_000_000n, 100_000_000n, 20_000_000n, 0n, 1_000_000n],
      ["tea", "SUCCEEDED", "", 30_000_000n, 30_000_000n, 0n, 0n, 300_000n],
      ["cake", "SUCCEEDED", "", 31_500_000n, 31_500_000n, 0n, 0n, 315_000n],
      ["book", "SUCCEEDED", "", 40_000_000n, 15_000_000n, 0n, 25_000_000n, 150_000n],
      ["lamp", "CANCELED", "VOIDED", 50_000_000n, 0n, 0n, 50_000_000n, 0n],
      ["pen", "SUCCEEDED", "", 12_345_678n, 12_345_678n, 0n, 0n, 123_456n],
    ]);
    expect(end.payouts).to.deep.equal([
      ["rent", "PAID", 7_250_000n],
      ["milk", "PAID", 8_500_000n],
    ]);
    // 188,845,678 captured, less 1,888,456 fees, 20,000,000 refunded and 15,750,000 paid out.
    const available = 151_207_222n;
    expect(end.balance).to.deep.equal({ escrowed: 0n, pending: 0n, available, reserved: 0n });
    const liabilities = available + 1_888_456n;
    expect(end.reserves).to.deep.equal({
      accounts: [available, 1_888_456n],
      held: 0n,
      heldTokens: 0n,
      liabilities,
      coveredBy: liabilities,
    });
    expect(end.dollars).to.equal(15_750_000n);
    expect(end.ledger).to.deep.equal({
      "chain:escrow": 0n,
      "chain:settlement": liabilities,
      "merchant:available": -available,
      "merchant:escrowed": 0n,
      "merchant:pending": 0n,
      "merchant:reserved": 0n,
      "revenue:fee:payment": -1_888_456n,
    });
  });

  for (const which of ["calm", "rough"] as const) {
    it(`kept the books in order: ${which}`, async () => {
      const { app } = which === "calm" ? calm : rough;
      const check = await withTx(app.database, SYSTEM, checkLedger);
      expect([check.unbalanced, check.drifted, check.brokenSeal]).to.deep.equal([[], [], null]);
      expect(check.entries).to.be.greaterThan(0);
    });
  }
});

/** The same steps each time; what `disturb` does to the five blocks since `branch` is the only difference. */
async function journey(world: MinedWorld, disturb: (branch: Branch) => Promise<void>): Promise<void> {
  const { chain, merchant } = world;
  let [lunch, book, lamp] = ["", "", ""];
  await world.whileMining(async () => {
    lunch = await world.pay({ amount: "100", reference: "lunch" });
    book = await world.pay({ amount: "40", reference: "book", captureMethod: "MANUAL" });
    lamp = await world.pay({ amount: "50", reference: "lamp", captureMethod: "MANUAL" });
    await statusesAre(world, { lunch: "SUCCEEDED", book: "REQUIRES_CAPTURE", lamp: "REQUIRES_CAPTURE" });
  });
  await chain.mine(FINALITY_DEPTH + 1);
  await world.takenIn();

  const branch = await branchHere(world);
  await world.pay({ amount: "30", reference: "tea" });
  await world.pay({ amount: "31.5", reference: "cake" });
  await world.mineWith({ authorize: 2 });
  await merchant.payOut("7.25", "rent");
  await world.mineWith({ captureBatch: 1, payoutBatch: 1 });
  await ask(world, "paymentCapture", { paymentId: book, amount: "15" }, "capture { id }");
  await ask(world, "refundCreate", { paymentId: lunch, amount: "20" }, "refund { id }");
  await world.mineWith({ captureBatch: 1, refundBatch: 1 });
  await ask(world, "paymentVoid", { paymentId: lamp }, "payment { id }");
  await merchant.payOut("8.5", "milk");
  await world.mineWith({ void: 1, payoutBatch: 1 });
  await world.pay({ amount: "12.345678", reference: "pen" });
  await world.mineWith({ authorize: 1 });
  await world.sends({ captureBatch: 1 });
  await disturb(branch);

  await world.whileMining(async () => {
    await statusesAre(world, { tea: "SUCCEEDED", cake: "SUCCEEDED", pen: "SUCCEEDED", lamp: "CANCELED" });
    await ask(world, "paymentVoid", { paymentId: book }, "payment { id }"); // what was not captured of it
    await merchant.settled({ payments: 6, payouts: 2 });
    await until("the refund is final", async () => (await merchant.balance()).reserved === 0n);
    await until("every entry is sealed", async () => (await unsealed(world)) === 0);
  });
}

interface Branch {
  readonly snapshot: unknown;
  readonly height: number;
  /** How much the program had sent by then. */
  readonly sent: number;
}

interface Replaced {
  readonly blocks: number;
  /** What the chain said before. */
  readonly before: readonly ChainEvent[];
  /** The transaction that no pool kept. */
  readonly lost: Hex;
}

async function branchHere({ chain, proxy }: MinedWorld): Promise<Branch> {
  const { number } = await chain.reader.head();
  return { snapshot: await chain.rpc.request("evm_snapshot"), height: number, sent: proxy.sent.length };
}

/**
 * Puts six other blocks where five stood: other times, our transactions in other blocks and order, a stranger's log
 * before them, and one transaction that no pool kept. To the program the node changes at one moment, as nodes do.
 */
async function replaceBlocks(world: MinedWorld, branch: Branch): Promise<Replaced> {
  const { chain, proxy } = world;
  const before = await readChainEvents(chain);
  const { number, timestamp } = await chain.reader.head();
  const ours = [...new Set(proxy.sent.slice(branch.sent))];
  const lost = ours.find((raw) => calls(raw, selectorOf("payoutBatch")));
  if (!lost) throw new Error("a payout was sent");
  const returning = ours.filter((raw) => raw !== lost).reverse();
  const nonceOf = (raw: Hex) => Transaction.from(raw).nonce;
  const fromCapture = returning.filter((raw) => Transaction.from(raw).from === chain.signers.capture.address);
  const earliest = Math.min(...fromCapture.map(nonceOf));
  const early = fromCapture.filter((raw) => nonceOf(raw) < earliest + 3);

  const letThrough = proxy.hold();
  await chain.rpc.request("evm_revert", [branch.snapshot]);
  const stranger = chain.wallets[1];
  if (!stranger) throw new Error("there are wallets enough");
  await chain.send(stranger, transferCall(chain, stranger.address, 1n), { tip: 5 * 10 ** 9 });
  for (const raw of early) await chain.rpc.request("eth_sendRawTransaction", [raw]);
  await mineAt(world, timestamp + 20);
  await mineAt(world, timestamp + 21);
  for (const raw of returning.filter((raw) => !early.includes(raw)))
    await chain.rpc.request("eth_sendRawTransaction", [raw]);
  for (let block = 2; block < 6; block++) await mineAt(world, timestamp + 20 + block);
  expect(await chain.rpc.request("eth_getTransactionByHash", [keccak256(lost)])).to.equal(null);
  letThrough();
  await world.takenIn();
  return { blocks: number - branch.height, before, lost };
}

async function mineAt({ chain }: MinedWorld, timestamp: number): Promise<void> {
  await chain.rpc.request("evm_mine", [`0x${timestamp.toString(16)}`]);
}

async function ask({ merchant }: MinedWorld, name: string, input: object, selection: string): Promise<void> {
  await merchant.api.command(name, { ...input, idempotencyKey: randomUUID() }, selection);
}

async function statusesAre({ merchant }: MinedWorld, expected: Record<string, string>): Promise<void> {
  await until(`payments are ${JSON.stringify(expected)}`, async () => {
    const payments = await merchant.payments();
    const now = new Map(payments.map(({ merchantReference, status }) => [merchantReference, status]));
    return Object.entries(expected).every(([reference, status]) => now.get(reference) === status);
  });
}

async function unsealed({ app }: MinedWorld): Promise<number> {
  const { rows } = await withTx(app.database, SYSTEM, (tx) =>
    sql`SELECT 1 FROM journal_entries e LEFT JOIN journal_seals s ON s.entry_id = e.id WHERE s.entry_id IS NULL`.execute(
      tx,
    ),
  );
  return rows.length;
}

/** Everything that must not depend on the way there. */
async function endOf({ chain, merchant, app }: MinedWorld) {
  const { address } = merchant.account;
  const reserves = await readReserves(chain, [address, chain.contracts.feeReceiver]);
  const { escrow, settlement, accounts } = reserves;
  const payments = (await merchant.payments()).reverse();
  const order = ["lunch", "tea", "cake", "book", "lamp", "pen"];
  payments.sort((a, b) => order.indexOf(a.merchantReference) - order.indexOf(b.merchantReference));
  const ledger = await withTx(app.database, SYSTEM, (tx) =>
    tx.selectFrom("ledger_balances").select(["account", "debits", "credits"]).orderBy("account").execute(),
  );
  return {
    payments: payments.map((payment) => [
      payment.merchantReference,
      payment.status,
      payment.statusReasons.join(),
      payment.amountAuthorized,
      payment.amountCaptured,
      payment.amountRefunded,
      payment.amountVoided,
      payment.fee,
    ]),
    payouts: (await merchant.payouts())
      .reverse()
      .map(({ merchantReference, status, amount }) => [merchantReference, status, amount]),
    balance: await merchant.balance(),
    // Which of the two holds captured tokens depends on whether a payout came after the capture; the sum does not.
    reserves: {
      accounts,
      held: escrow.held,
      heldTokens: escrow.tokens - escrow.owed,
      liabilities: settlement.liabilities,
      coveredBy: settlement.tokens + escrow.owed,
    },
    dollars: await chain.dollarsOf(address),
    ledger: Object.fromEntries(
      ledger.map(({ account, debits, credits }) => [kindOf(account), BigInt(debits) - BigInt(credits)]),
    ),
  };
}

/** An account's path without whose it is. */
function kindOf(account: string): string {
  return account.replace(/^merchant:[^:]+/, "merchant").replace(/^chain:.*:/, "chain:");
}
