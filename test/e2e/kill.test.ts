import { expect } from "chai";
import { keccak256 } from "ethers";
import { openDatabase } from "../../src/db/database.ts";
import { SYSTEM, withTx } from "../../src/db/withTx.ts";
import type { Bytes32, Hex } from "../../src/kernel/ids/chainIds.ts";
import { checkLedger } from "../../src/modules/ledger/index.ts";
import { readChainEvents, readReserves, selectorOf } from "./support/chainTruth.ts";
import { type KillWorld, openKillWorld, PAYER_UNITS, payersOf } from "./support/killWorld.ts";
import { isSendOf } from "./support/rpcProxy.ts";
import { until } from "./support/until.ts";

const server = process.env.DATABASE_URL ?? "";
const why = server === "" ? " (DATABASE_URL is not set, and PGlite dies with its process)" : "";

(server === "" ? describe.skip : describe)(`The program killed at any moment${why}`, function () {
  this.timeout(120_000);
  let world: KillWorld;

  before(async () => {
    world = await openKillWorld(server);
    await world.trade({ paymentsEach: 2, payoutsEach: 0 }); // what payouts below are paid from
    await world.settled();
  });
  after(() => world?.close());

  it("between a webhook's arrival and the note that it arrived", async () => {
    const [merchant] = world.merchants;
    const broken = merchant?.sink.breakNext("payment.authorized", () => world.kill());
    const restarted = broken?.then(() => world.restart());
    await world.trade({ paymentsEach: 1, payoutsEach: 1 });
    await restarted;
    await world.settled();
  });

  for (const name of ["authorize", "captureBatch", "payoutBatch"] as const) {
    it(`between storing and sending a transaction: ${name}`, async () => {
      const { hash, status, known } = await killedAtSendOf(name, "before");
      expect(status).to.equal("SIGNED");
      expect(known).to.equal(false);
      await expectMinedOnce(hash);
      const times = world.proxy.sent.filter((raw) => keccak256(raw) === hash).length;
      expect(times).to.be.greaterThan(1); // the very bytes that were stored before the death
    });

    it(`between sending a transaction and noting that it was sent: ${name}`, async () => {
      const { hash, status, known } = await killedAtSendOf(name, "after");
      expect(status).to.equal("SIGNED");
      expect(known).to.equal(true);
      await expectMinedOnce(hash);
    });
  }

  it("in the middle of taking in a block", async () => {
    const [merchant] = world.merchants;
    const holder = await world.database.transaction();
    const locked = await holder.query("SELECT 1 FROM ledger_balances WHERE account = $1 FOR UPDATE", [
      `merchant:${merchant?.client.id}:escrowed`,
    ]);
    expect(locked).to.have.length(1);
    await world.trade({ paymentsEach: 2, payoutsEach: 1 });
    const pid = await until("the indexer waits for the row, half way through a block", async () => {
      const [waiting] = await world.database.query<{ pid: number }>(
        `SELECT a.pid FROM pg_stat_activity a
         JOIN pg_locks l ON l.pid = a.pid AND l.relation = 'chain_facts'::regclass AND l.mode = 'RowExclusiveLock'
         WHERE a.wait_event_type = 'Lock' AND $1 = ANY (pg_blocking_pids(a.pid))`,
        [holder.pid],
      );
      return waiting?.pid;
    });
    await world.kill();
    await holder.release();
    await until("the dead process' transaction is gone", async () => {
      const left = await world.database.query("SELECT 1 FROM pg_stat_activity WHERE pid = $1", [pid]);
      return left.length === 0;
    });
    const ahead = await world.database.query(
      "SELECT 1 FROM chain_facts f JOIN indexer_checkpoints c USING (chain_id) WHERE f.block_number > c.block_number",
    );
    expect(ahead).to.deep.equal([]);
    await world.restart();
    await world.settled();
  });

  it("captured every payment once, for its amount", async () => {
    expect(world.kills).to.equal(8);
    const events = await readChainEvents(world.chain);
    const captured = events.filter(({ name }) => name === "PaymentCaptured");
    const authorized = events.filter(({ name }) => name === "PaymentAuthorized");
    const views = (await Promise.all(world.merchants.map(({ client }) => client.payments()))).flat();
    expect(views).to.have.length(34);
    for (const view of views) {
      expect(view.status).to.equal("SUCCEEDED");
      const mine = ({ args }: (typeof events)[number]) => args.paymentInfoHash === view.onchainId;
      expect(authorized.filter(mine).map(({ args }) => args.amount)).to.deep.equal([view.amount]);
      expect(captured.filter(mine).map(({ args }) => args.amount)).to.deep.equal([view.amount]);
      expect([view.amountAuthorized, view.amountCaptured]).to.deep.equal([view.amount, view.amount]);
    }
    expect([authorized.length, captured.length]).to.deep.equal([views.length, views.length]);
    expect(events.filter(({ name }) => /Skipped|Voided|Refunded|Reclaimed/.test(name))).to.deep.equal([]);
  });

  it("sent every payout once", async () => {
    const events = await readChainEvents(world.chain);
    const sent = events.filter(({ name }) => name === "PayoutSent");
    expect(events.filter(({ name }) => name === "PayoutFailed")).to.deep.equal([]);
    let expected = 0;
    for (const { client } of world.merchants) {
      const payouts = await client.payouts();
      expect(payouts.map(({ status }) => status)).to.deep.equal(payouts.map(() => "PAID"));
      const { address } = client.account;
      const amounts = sent.filter(({ args }) => args.account === address && args.to === address);
      expect(sorted(amounts.map(({ args }) => args.amount as bigint))).to.deep.equal(
        sorted(payouts.map(({ amount }) => amount)),
      );
      expect(await world.chain.dollarsOf(address)).to.equal(sum(payouts.map(({ amount }) => amount)));
      expected += payouts.length;
    }
    expect(expected).to.equal(16);
    expect(sent).to.have.length(expected);
  });

  it("kept a ledger that balances, entry by entry and account by account", async () => {
    const database = await openDatabase({ url: world.database.url, poolSize: 1 });
    try {
      const unsealed = () =>
        world.database.query(
          "SELECT 1 FROM journal_entries e LEFT JOIN journal_seals s ON s.entry_id = e.id WHERE s.entry_id IS NULL",
        );
      await until("every entry is sealed", async () => (await unsealed()).length === 0);
      const check = await withTx(database, SYSTEM, checkLedger);
      expect(check).to.include({ brokenSeal: null });
      expect(check.unbalanced).to.deep.equal([]);
      expect(check.drifted).to.deep.equal([]);
      // Per payment: authorized, captured, final. Per payout: requested, final. Nothing was undone or posted twice.
      expect(check.entries).to.equal(34 * 3 + 16 * 2);
    } finally {
      await database.close();
    }
  });

  it("owes exactly what the contracts hold", async () => {
    const { chain, merchants } = world;
    const accounts = merchants.map(({ client }) => client.account.address);
    const reserves = await readReserves(chain, [...accounts, chain.contracts.feeReceiver]);
    let [fees, paidOut, paidIn] = [0n, 0n, 0n];
    for (const [index, { client }] of merchants.entries()) {
      const payments = (await client.payments()).map(({ amount }) => amount);
      const payouts = sum((await client.payouts()).map(({ amount }) => amount));
      const fee = sum(payments.map((amount) => (amount * BigInt(client.feeBps)) / 10_000n));
      const available = sum(payments) - fee - payouts;
      expect(await client.balance()).to.deep.equal({ escrowed: 0n, pending: 0n, available, reserved: 0n });
      expect(reserves.accounts[index]).to.equal(available);
      fees += fee;
      paidOut += payouts;
      paidIn += sum(payments);
    }
    expect(reserves.accounts.at(-1)).to.equal(fees);
    expect(reserves.settlement.liabilities).to.equal(paidIn - paidOut);
    expect(reserves.escrow.held).to.equal(0n);
    expect(reserves.escrow.tokens).to.equal(reserves.escrow.owed);
    expect(reserves.settlement.tokens + reserves.escrow.owed).to.equal(paidIn - paidOut);
    expect(await netOf(`chain:${chain.chainId}:settlement`)).to.equal(paidIn - paidOut);
    expect(await netOf(`chain:${chain.chainId}:escrow`)).to.equal(0n);
    expect(await netOf("revenue:fee:payment")).to.equal(-fees);
    const payers = payersOf(chain);
    const left = await Promise.all(payers.map(({ address }) => chain.dollarsOf(address)));
    expect(sum(left)).to.equal(BigInt(payers.length) * PAYER_UNITS - paidIn);
  });

  it("lost no webhook, and signed each", async () => {
    let events = 0;
    for (const { client, sink, secret } of world.merchants) {
      await client.allDelivered(60_000);
      const published = await client.events();
      const bodies = sink.verified(secret);
      expect([...bodies.keys()].sort()).to.deep.equal(published.map(({ id }) => id).sort());
      for (const event of published) {
        const body = bodies.get(event.id);
        expect(body?.type).to.equal(event.type.toLowerCase().replace("_", "."));
        expect(String(body?.sequence)).to.equal(event.sequence);
        expect(String(body?.objectSequence)).to.equal(event.objectSequence);
        expect(body?.data.object).to.deep.equal(event.snapshot);
      }
      events += published.length;
      const again = sink.received() - published.length;
      console.log(
        `      ${published.length} events, ${again} of them sent again, ${client.api.lost} requests never answered`,
      );
    }
    // Per payment: created, confirming, authorized, capture requested, captured, capture succeeded, succeeded.
    expect(events).to.equal(34 * 7 + 16 * 3);
  });

  async function killedAtSendOf(name: Parameters<typeof selectorOf>[0], moment: "before" | "after") {
    const atDeath = world.proxy.breakNext(isSendOf(selectorOf(name)), async (_call, forward) => {
      if (moment === "after") await forward();
      await world.kill();
    });
    const seen = atDeath.then(async ({ params }) => {
      const hash = keccak256(params[0] as Hex) as Bytes32;
      const status = await world.statusOf(hash);
      const found = await world.chain.rpc.request("eth_getTransactionByHash", [hash]);
      await world.restart();
      return { hash, status, known: found !== null };
    });
    await Promise.all([world.trade({ paymentsEach: 2, payoutsEach: 1 }), seen]);
    await world.settled();
    return seen;
  }

  async function expectMinedOnce(hash: Bytes32): Promise<void> {
    const receipt = (await world.chain.rpc.request("eth_getTransactionReceipt", [hash])) as {
      status: string;
    };
    expect(receipt.status).to.equal("0x1");
    await until("its end is known", async () => (await world.statusOf(hash)) === "FINAL");
  }

  async function netOf(account: string): Promise<bigint> {
    const [row] = await world.database.query<{ net: string }>(
      "SELECT coalesce(sum(debits - credits), 0)::text AS net FROM ledger_balances WHERE account = $1",
      [account],
    );
    return BigInt(row?.net ?? 0);
  }
});

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n);
}

function sorted(amounts: readonly bigint[]): bigint[] {
  return [...amounts].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}
