import { randomInt, randomUUID } from "node:crypto";
import { expect } from "chai";
import { inParallel } from "../../scripts/demo/inParallel.ts";
import { openDatabase } from "../../src/db/database.ts";
import { SYSTEM, withTx } from "../../src/db/withTx.ts";
import { checkLedger } from "../../src/modules/ledger/index.ts";
import { readChainEvents, readReserves } from "./support/chainTruth.ts";
import { type KillWorld, openKillWorld, payersOf } from "./support/killWorld.ts";
import type { MerchantClient } from "./support/merchantClient.ts";
import { until } from "./support/until.ts";

const server = process.env.DATABASE_URL ?? "";
const why = server === "" ? " (DATABASE_URL is not set, and processes meet in a database)" : "";

/** Of each command, all merchants together; the longer run asks for a thousand. */
const COMMANDS = Number(process.env.CONCURRENT_COMMANDS ?? 60);
const IN_FLIGHT = 64;
const REFUND = 300_000n;
const PAYOUT = 200_000n;

const PROCESSES = ["api", "api", "worker", "worker", "indexer"].map((role) => ["--role", role]);
const [, SECOND_API, FIRST_WORKER] = [0, 1, 2];

/** What one merchant asked for. */
interface Shop {
  readonly client: MerchantClient;
  /** The same merchant at each API. */
  readonly doors: readonly MerchantClient[];
  readonly payments: Map<string, { readonly clientSecret: string; readonly amount: bigint }>;
}

(server === "" ? describe.skip : describe)(`${COMMANDS} of each command at once${why}`, function () {
  this.timeout(900_000);
  const each = COMMANDS / 2;
  let world: KillWorld;
  let shops: Shop[];

  before(async () => {
    world = await openKillWorld(server, PROCESSES);
    shops = world.merchants.map(({ client }) => ({
      client,
      doors: world.urls.slice(0, 2).map((url) => client.at(url)),
      payments: new Map(),
    }));
  });
  after(() => world?.close());

  it("create payments, and payers pay them, while an API dies", async () => {
    const dies = killInTheMiddle(SECOND_API);
    await inParallel(orders(), IN_FLIGHT, async ([shop, number]) => {
      const amount = 1_000_000n + BigInt(number);
      const input = { assetId: shop.client.assetId, amount: decimal(amount), captureMethod: "MANUAL" };
      const { payment } = await insist<{ payment: { id: string; clientSecret: string } }>(
        shop,
        ["paymentCreate", "payment { id clientSecret }"],
        { ...input, merchantReference: `order ${number}` },
      );
      shop.payments.set(payment.id, { clientSecret: payment.clientSecret, amount });
      const payer = payersOf(world.chain)[number % 4];
      if (payer) await door(shop).payBySignature(payment.clientSecret, payer);
    });
    await dies;
    await count("payments are held", "payments WHERE status = 'REQUIRES_CAPTURE'");
  });

  it("capture them, while a worker dies", async () => {
    const dies = killInTheMiddle(FIRST_WORKER);
    await inParallel(held(), IN_FLIGHT, async ([shop, paymentId]) => {
      await insist(shop, ["paymentCapture", "capture { id }"], { paymentId });
    });
    await dies;
    await count("payments are settled", "payments WHERE status = 'SUCCEEDED'");
  });

  it("refund and pay out, while a worker and an API die", async () => {
    const die = Promise.all([killInTheMiddle(FIRST_WORKER), killInTheMiddle(SECOND_API)]);
    await inParallel(held(), IN_FLIGHT, async ([shop, paymentId]) => {
      const payout = { assetId: shop.client.assetId, amount: decimal(PAYOUT) };
      const isAlone = [...shop.payments.keys()].indexOf(paymentId) % 2 === 0;
      await Promise.all([
        insist(shop, ["refundCreate", "refund { id }"], { paymentId, amount: decimal(REFUND) }),
        isAlone
          ? insist(shop, ["payoutCreate", "payout { id }"], payout)
          : insist(shop, ["payoutBatchCreate", "payoutBatch { id }"], { items: [payout] }),
      ]);
    });
    await die;
    await count("refunds are final", "payment_operations WHERE kind = 'REFUND' AND status = 'SUCCEEDED'");
    await count("payouts are paid", "payouts WHERE status = 'PAID'");
    await count("payments are there, and no more", "payments");
  });

  it("have happened on the chain once each, for their amounts", async () => {
    expect(world.kills).to.equal(4);
    const events = await readChainEvents(world.chain);
    const amounts = (name: string) =>
      events
        .filter((event) => event.name === name)
        .map(({ args }) => String(args.amount))
        .sort();
    const asked = shops.flatMap(({ payments }) => [...payments.values()].map(({ amount }) => String(amount)));
    expect(amounts("PaymentAuthorized")).to.deep.equal(asked.sort());
    expect(amounts("PaymentCaptured")).to.deep.equal(asked);
    expect(amounts("PaymentRefunded")).to.deep.equal(asked.map(() => String(REFUND)));
    expect(amounts("PayoutSent")).to.deep.equal(asked.map(() => String(PAYOUT)));
    expect(events.filter(({ name }) => /Skipped|Failed|Voided|Reclaimed/.test(name))).to.deep.equal([]);
  });

  it("leave a ledger that balances, and the money where it belongs", async () => {
    const database = await openDatabase({ url: world.database.url });
    try {
      const check = await withTx(database, SYSTEM, checkLedger);
      expect(check).to.include({ brokenSeal: null });
      expect([check.unbalanced, check.drifted]).to.deep.equal([[], []]);
    } finally {
      await database.close();
    }
    const reserves = await readReserves(
      world.chain,
      shops.map(({ client }) => client.account.address),
    );
    for (const [index, { client, payments }] of shops.entries()) {
      const left = [...payments.values()].map(
        ({ amount }) => amount - (amount * BigInt(client.feeBps)) / 10_000n - REFUND - PAYOUT,
      );
      const available = left.reduce((sum, units) => sum + units, 0n);
      expect(await client.balance()).to.deep.equal({ escrowed: 0n, pending: 0n, available, reserved: 0n });
      expect(reserves.accounts[index]).to.equal(available);
    }
    expect(reserves.escrow.tokens).to.equal(reserves.escrow.owed);
  });

  it("are told of by every webhook, each event under one id with one body", async () => {
    await count("events wait for their place", "events WHERE sequence IS NULL", 0);
    for (const { client, sink, secret } of world.merchants) {
      await client.allDelivered(300_000);
      const published = await client.events();
      expect([...sink.verified(secret).keys()].sort()).to.deep.equal(published.map(({ id }) => id).sort());
      const types = Map.groupBy(published, ({ type }) => type);
      const counts = Object.fromEntries([...types].map(([type, events]) => [type, events.length]));
      expect(counts).to.deep.equal({
        ...Object.fromEntries(EVENT_TYPES.map((type) => [type, each])),
        PAYOUT_BATCH_CREATED: Math.floor(each / 2),
        PAYOUT_BATCH_COMPLETED: Math.floor(each / 2),
      });
    }
  });

  /** One command, sent up to three times at once to any API under one key: all answers are of one object. */
  async function insist<T>(shop: Shop, [name, selection]: [string, string], input: object): Promise<T> {
    const idempotent = { ...input, idempotencyKey: randomUUID() };
    const tries = Array.from({ length: 1 + randomInt(3) }, () =>
      door(shop).api.command<T>(name, idempotent, selection),
    );
    const [answer, ...others] = await Promise.all(tries);
    for (const other of others) expect(other).to.deep.equal(answer);
    return answer as T; // there is one try at least
  }

  async function killInTheMiddle(index: number): Promise<void> {
    const before = await rows("idempotency_keys");
    await until("a part of the commands came", async () => (await rows("idempotency_keys")) >= before + each);
    await world.kill(index);
    await world.restart(index);
  }

  async function rows(which: string): Promise<number> {
    const [row] = await world.database.query<{ rows: string }>(`SELECT count(*) AS rows FROM ${which}`);
    return Number(row?.rows);
  }

  function count(what: string, which: string, expected = COMMANDS): Promise<unknown> {
    return until(`${expected} ${what}`, async () => (await rows(which)) === expected, 300_000);
  }

  const orders = () => shops.flatMap((shop) => numbers(each).map((number): [Shop, number] => [shop, number]));
  const held = () =>
    shops.flatMap((shop) => [...shop.payments.keys()].map((id): [Shop, string] => [shop, id]));
});

/** Each of them once for every payment, refund or payout; every second payout is a batch of its own. */
const EVENT_TYPES = [
  "PAYMENT_CREATED",
  "PAYMENT_CONFIRMING",
  "PAYMENT_AUTHORIZED",
  "PAYMENT_CAPTURE_REQUESTED",
  "PAYMENT_CAPTURED",
  "CAPTURE_SUCCEEDED",
  "PAYMENT_SUCCEEDED",
  "REFUND_REQUESTED",
  "REFUND_SUCCEEDED",
  "PAYOUT_CREATED",
  "PAYOUT_SUBMITTED",
  "PAYOUT_PAID",
];

const numbers = (length: number) => Array.from({ length }, (_, index) => index + 1);
const decimal = (units: bigint) => `${units / 1_000_000n}.${String(units % 1_000_000n).padStart(6, "0")}`;

function door({ doors }: Shop): MerchantClient {
  return doors[randomInt(doors.length)] as MerchantClient; // there is one for each API
}
