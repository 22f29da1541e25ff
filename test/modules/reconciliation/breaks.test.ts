import { expect } from "chai";
import { Interface } from "ethers";
import type { DevelopmentAccount } from "../../../src/chain/signer/developmentAccounts.ts";
import { listOpenBreaks } from "../../../src/modules/reconciliation/index.ts";
import { databaseKind } from "../../fixtures/database.ts";
import { dollarAbi, startTestChain, type TestChain, transferCall } from "../../fixtures/testChain.ts";
import { FINALITY_DEPTH } from "../../indexer/followWorld.ts";
import { openReconciledWorld, type ReconciledWorld } from "./reconciledWorld.ts";

// Three payments of 100, 200 and 300 dollars of 6 decimals, all captured, with a fee of 1 %.
const BOOKS = {
  "chain:escrow": "0 0 0 0",
  "chain:settlement": "600000000 600000000 0 0",
  "merchant:shop": "594000000 594000000 0 0",
  "revenue:fee:payment": "6000000 6000000 0 0",
};
const CAPTURED = "(SELECT id FROM journal_entries WHERE kind = 'PAYMENT_CAPTURED' ORDER BY id LIMIT 1)";

describe(`breaks between the books and a chain (${databaseKind})`, () => {
  let chain: TestChain;
  let world: ReconciledWorld;
  let sold: unknown;
  /** Of an account only these two of its parts are used to send. */
  const operator = () =>
    ({ address: chain.signers.capture.address, signer: chain.signers.capture }) as DevelopmentAccount;

  before(async () => {
    chain = await startTestChain();
    world = await openReconciledWorld(chain);
    await world.sell("100", "200", "300");
    await world.tamper("CREATE SCHEMA kept");
  });
  after(async () => {
    await world.tamper("DROP SCHEMA kept CASCADE");
    await world.close();
    await chain.close();
  });
  beforeEach(async () => {
    sold = await chain.rpc.request("evm_snapshot");
    await world.tamper(`
      CREATE TABLE kept.entries AS TABLE journal_entries; CREATE TABLE kept.lines AS TABLE journal_lines;
      CREATE TABLE kept.facts AS TABLE chain_facts; CREATE TABLE kept.balances AS TABLE ledger_balances;
      CREATE TABLE kept.points AS TABLE indexer_checkpoints; CREATE TABLE kept.blocks AS TABLE chain_blocks`);
  });
  afterEach("what was done is undone, and every break is closed", async () => {
    await chain.rpc.request("evm_revert", [sold]);
    await world.tamper(`
      DELETE FROM journal_lines; DELETE FROM journal_entries; DELETE FROM chain_facts; DELETE FROM ledger_balances;
      DELETE FROM indexer_checkpoints; DELETE FROM chain_blocks;
      INSERT INTO chain_facts OVERRIDING SYSTEM VALUE TABLE kept.facts; INSERT INTO journal_entries TABLE kept.entries;
      INSERT INTO journal_lines TABLE kept.lines; INSERT INTO ledger_balances TABLE kept.balances;
      INSERT INTO indexer_checkpoints TABLE kept.points; INSERT INTO chain_blocks TABLE kept.blocks;
      DROP TABLE kept.entries, kept.lines, kept.facts, kept.balances, kept.points, kept.blocks`);
    expect(await world.compare()).to.deep.equal([]);
  });

  it("finds none where nothing is wrong, and keeps both books' figures", async () => {
    expect(await world.compare({ isFull: true })).to.deep.equal([]);
    expect(await world.positions()).to.deep.equal(BOOKS);
    const { result } = await world.lastRun();
    expect([result?.entries, result?.scannedFrom]).to.deep.equal([6, chain.startBlock]);
  });

  it("looks only at blocks that no run found clean", async () => {
    await world.compare();
    expect(await world.compare()).to.deep.equal([]);
    const { result } = await world.lastRun();
    expect([result?.entries, result?.scannedFrom]).to.deep.equal([0, (result?.block.number ?? 0) + 1]);
  });

  it("finds an entry that was deleted, however old: MISSING_IN_LEDGER", async () => {
    await world.compare();
    await world.tamper(`DELETE FROM journal_lines WHERE entry_id = ${CAPTURED};
      DELETE FROM journal_entries WHERE id = ${CAPTURED}`);
    expect(await world.compare()).to.have.members([
      "MISSING_IN_LEDGER chain:escrow -100000000 0",
      "MISSING_IN_LEDGER chain:settlement 100000000 0",
    ]);
  });

  it("finds an entry that was added: MISSING_ON_CHAIN", async () => {
    await world.tamper(`INSERT INTO journal_entries
        SELECT 'jrn_added', kind, 'pay_invented', 1, null, merchant_id, livemode, posted_at FROM journal_entries WHERE id = ${CAPTURED};
      INSERT INTO journal_lines SELECT 'jrn_added', line, account, merchant_id, asset_id, direction, units, posted_at, number, balance
        FROM journal_lines WHERE entry_id = ${CAPTURED}`);
    expect(await world.compare()).to.have.members([
      "MISSING_ON_CHAIN chain:escrow 0 -100000000",
      "MISSING_ON_CHAIN chain:settlement 0 100000000",
    ]);
  });

  it("finds an amount that was changed: AMOUNT_MISMATCH", async () => {
    await world.tamper(`UPDATE journal_lines SET units = units + 1 WHERE entry_id = ${CAPTURED}
      AND (account LIKE '%:settlement' OR account LIKE '%:pending')`);
    expect(await world.compare()).to.deep.equal(["AMOUNT_MISMATCH chain:settlement 100000000 100000001"]);
  });

  it("finds money that was moved from one merchant to nobody: AMOUNT_MISMATCH of the merchant", async () => {
    await world.tamper(`UPDATE journal_lines SET account = 'revenue:fx' WHERE entry_id = ${CAPTURED}
      AND account LIKE '%:pending'`);
    const [found, ...rest] = await world.compare();
    expect([found?.replace(/mer_\w+/, "shop"), ...rest]).to.deep.equal([
      "AMOUNT_MISMATCH merchant:shop 594000000 495000000",
    ]);
  });

  it("finds an entry that was posted twice: DUPLICATE", async () => {
    await world.tamper(`INSERT INTO journal_entries SELECT 'jrn_twice', kind, source_id, 2, null, merchant_id, livemode, posted_at
        FROM journal_entries WHERE id = ${CAPTURED};
      INSERT INTO journal_lines SELECT 'jrn_twice', line, account, merchant_id, asset_id, direction, units, posted_at, number, balance
        FROM journal_lines WHERE entry_id = ${CAPTURED}`);
    expect(await world.compare()).to.have.members([
      "DUPLICATE chain:escrow -100000000 -200000000",
      "DUPLICATE chain:settlement 100000000 200000000",
    ]);
  });

  it("finds a fact that was taken in twice: DUPLICATE", async () => {
    const source = `(SELECT substr(source_id, 6)::bigint FROM journal_entries WHERE id = ${CAPTURED})`;
    await world.tamper(`INSERT INTO chain_facts OVERRIDING SYSTEM VALUE SELECT (jsonb_populate_record(f,
          jsonb_build_object('id', 900001, 'log_index', 999))).* FROM chain_facts f WHERE id = ${source};
      INSERT INTO journal_entries SELECT 'jrn_doubled', kind, 'fact:900001', 1, null, merchant_id, livemode, posted_at
        FROM journal_entries WHERE id = ${CAPTURED};
      INSERT INTO journal_lines SELECT 'jrn_doubled', line, account, merchant_id, asset_id, direction, units, posted_at, number, balance
        FROM journal_lines WHERE entry_id = ${CAPTURED}`);
    expect(await world.compare()).to.have.members([
      "DUPLICATE chain:escrow 0 -100000000",
      "DUPLICATE chain:settlement 0 100000000",
    ]);
  });

  it("finds a fee that was changed: FEE_MISMATCH", async () => {
    await world.tamper(`UPDATE journal_lines SET units = units - 7 WHERE entry_id = ${CAPTURED} AND account LIKE 'revenue:%';
      UPDATE journal_lines SET units = units + 7 WHERE entry_id = ${CAPTURED} AND account LIKE '%:pending'`);
    expect(await world.compare()).to.deep.equal(["FEE_MISMATCH revenue:fee:payment 1000000 999993"]);
  });

  it("finds tokens that nobody whom we know sent to a contract: UNKNOWN_ADDRESS", async () => {
    await chain.send(operator(), transferCall(chain, chain.contracts.settlement, 5n));
    await world.finish();
    expect(await world.compare()).to.deep.equal(["UNKNOWN_ADDRESS chain:settlement 600000005 600000000"]);
  });

  it("finds money of an account that no merchant has: UNKNOWN_ADDRESS", async () => {
    const stranger = chain.wallets[5]?.address;
    const approved = dollarAbi.encodeFunctionData("approve", [chain.contracts.settlement, 5n]);
    await chain.send(operator(), { to: chain.dollar, data: approved });
    const deposit = new Interface(["function deposit(address account, address token, uint256 amount)"]);
    const data = deposit.encodeFunctionData("deposit", [stranger, chain.dollar, 5n]);
    await chain.send(operator(), { to: chain.contracts.settlement, data });
    await world.finish();
    expect(await world.compare()).to.deep.equal(["UNKNOWN_ADDRESS chain:settlement 5 0"]);
    const [open] = await world.inTx((tx) => listOpenBreaks(tx, chain.chainId));
    expect(open?.address).to.equal(stranger);
  });

  it("explains what is in flight: mined and not final, or only submitted", async () => {
    await world.pay({ amount: "40", captureMethod: "AUTOMATIC" });
    await chain.mine();
    await world.settle(world.follower());
    expect(await world.compare()).to.deep.equal([]);
    expect((await world.positions())["chain:escrow"]).to.equal("0 0 40000000 0");
    await world.submitCaptures();
    expect(await world.compare()).to.deep.equal([]);
    expect(await world.positions()).to.deep.include({
      "chain:escrow": "0 0 40000000 -40000000",
      "chain:settlement": "600000000 600000000 0 40000000",
    });
    await world.inTx((tx) =>
      tx
        .updateTable("payment_operations")
        .set({ status: "FAILED" })
        .where("status", "=", "SUBMITTED")
        .where("kind", "=", "CAPTURE")
        .execute(),
    );
  });

  it("calls what the journal has not taken in yet TIMING, and closes it by itself", async () => {
    await world.pay({ amount: "40", captureMethod: "MANUAL" });
    await chain.mine(FINALITY_DEPTH + 1);
    expect(await world.compare()).to.deep.equal(["TIMING chain:escrow 40000000 0"]);
    await world.settle(world.follower());
    expect(await world.compare()).to.deep.equal([]);
    const closed = await world.inTx((tx) =>
      tx
        .selectFrom("reconciliation_breaks")
        .select(["kind", "status"])
        .where("kind", "=", "TIMING")
        .execute(),
    );
    expect(closed).to.deep.equal([{ kind: "TIMING", status: "CLOSED" }]);
  });
});
