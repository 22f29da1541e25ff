import { expect } from "chai";
import { sql } from "kysely";
import { handlersOf } from "../../src/app/handlersOf.ts";
import { listUnfinalFacts, type PlacedFact } from "../../src/indexer/sync/facts.store.ts";
import { applyFacts, finalizeFacts } from "../../src/indexer/sync/takeSegment.ts";
import type { FactBody } from "../../src/kernel/facts/chainFact.ts";
import { type Address, type Bytes32, parseAddress, ZERO_ADDRESS } from "../../src/kernel/ids/chainIds.ts";
import type { UnixSeconds } from "../../src/kernel/time/clock.ts";
import { checkLedger } from "../../src/modules/ledger/index.ts";
import { type Payment, preparePayment } from "../../src/modules/payments/index.ts";
import { databaseKind, freshDatabase } from "../fixtures/database.ts";
import { startJourney } from "../fixtures/journey.ts";
import { CHAIN, CONTRACTS, makeWorld, type Shop, TOKEN, type World } from "../fixtures/shop.ts";

const AMOUNT = 100_000_000n;
const FEE_BPS = 100;
const WALLETS = ["a", "b"].map((digit) => parseAddress(`0x${digit.repeat(40)}`)) as [Address, Address];

describe(`many facts at once (${databaseKind})`, () => {
  it("leave what one after the other would have left", async () => {
    const [atOnce, oneByOne] = await bothWays({ isPast: false });
    expect(atOnce).to.deep.equal(oneByOne);
    // By hand: 130 captured less 1 % of fee, 40 of it refunded unasked, 7 deposited; the owner withdrew 20 before any of
    // that was final, and owes it. Of the two that are held, 30 are captured.
    expect(atOnce.balances).to.deep.equal({
      available: 128_700_000n - 40_000_000n + 7_000_000n,
      escrowed: 2n * AMOUNT - 30_000_000n,
      pending: 0n,
      reserved: 0n,
    });
    expect(atOnce.debt).to.equal(20_000_000n);
    expect(atOnce.payments.map(({ status }) => status)).to.deep.equal([
      "SUCCEEDED",
      "REQUIRES_CAPTURE",
      "REQUIRES_CAPTURE",
      "CONFIRMING",
      "CANCELED",
    ]);
  });

  it("leave the same where they were final before they were read, but for what had to wait for that", async () => {
    const [atOnce, oneByOne] = await bothWays({ isPast: true });
    expect(atOnce).to.deep.equal(oneByOne);
    const [seenFirst] = await bothWays({ isPast: false });
    expect(atOnce.payments.map(outcomeOf)).to.deep.equal(seenFirst.payments.map(outcomeOf));
    expect(atOnce.operations).to.deep.equal(seenFirst.operations);
    // By hand: the owner withdrew 20 of what was final by then, and owes nothing.
    expect(atOnce.balances).to.deep.equal({
      ...seenFirst.balances,
      available: 128_700_000n - 40_000_000n + 7_000_000n - 20_000_000n,
    });
    expect(atOnce.debt).to.equal(0n);
  });
});

async function bothWays({ isPast }: { isPast: boolean }) {
  const atOnce = await takeStory({ isPast, cut: (facts) => [facts] });
  const oneByOne = await takeStory({ isPast, cut: (facts) => facts.map((fact) => [fact]) });
  return [atOnce, oneByOne] as const;
}

function outcomeOf({ version: _, ...payment }: Awaited<ReturnType<typeof takeStory>>["payments"][number]) {
  return payment;
}

/** Five payments of one merchant, all that happened to them, and to the merchant's own balance. */
async function takeStory(given: {
  cut: <Fact>(facts: readonly Fact[]) => readonly (readonly Fact[])[];
  /** Whether all of it was final before it was read. */
  isPast: boolean;
}) {
  const { cut, isPast } = given;
  const finalizedNumber = isPast ? 1_000 : 0;
  const { database, drop } = await freshDatabase();
  try {
    const world = await makeWorld(database);
    const shop = await world.openShop(FEE_BPS);
    const journey = startJourney(world, shop);
    const payments: Payment[] = [];
    for (const captureMethod of ["MANUAL", "MANUAL", "AUTOMATIC", "MANUAL", "MANUAL"] as const) {
      payments.push(await journey.ask({ captureMethod }));
    }
    const facts = await storyOf(world, shop, payments);
    const handlers = handlersOf({ ...world, credit: { clock: world.clock, creditOf: () => [] } });
    await world.inTx(async (tx) => {
      for (const part of cut(facts)) await applyFacts(tx, part, { handlers, finalizedNumber });
      for (const part of cut(await listUnfinalFacts(tx, CHAIN, 1_000)))
        await finalizeFacts(tx, part, handlers);
    });
    const told = await world.inTx((tx) =>
      sql<{ object: number; types: string[] }>`
        select o.place::int as object, array_agg(e.type order by e.serial) as types
        from (select id, row_number() over (order by id) as place from payments) o
        join events e on e.object_id = o.id group by o.place order by o.place`.execute(tx),
    );
    const operations = await world.inTx((tx) =>
      sql`select kind, status, amount from payment_operations order by payment_id, id`.execute(tx),
    );
    expect(await world.inTx(checkLedger)).to.deep.include({ unbalanced: [], drifted: [], brokenSeal: null });
    const ended = await Promise.all(payments.map((payment) => journey.now(payment)));
    return {
      balances: await journey.balance(),
      debt: await world.debtOf(shop),
      payments: ended.map(({ status, amounts, payer, version }) => ({ status, amounts, payer, version })),
      told: told.rows,
      operations: operations.rows,
    };
  } finally {
    await drop();
  }
}

async function storyOf(world: World, shop: Shop, payments: readonly Payment[]): Promise<PlacedFact[]> {
  const journey = startJourney(world, shop);
  const hashOf = async (payment: Payment, payer: Address): Promise<Bytes32> => {
    const clientSecret = journey.secret(payment);
    const order = { clientSecret, payer, reading: null };
    return (await world.inTx((tx) => preparePayment(tx, order, world.payments))).onchainId;
  };
  const [sold, part, auto, twice, voided] = payments as [Payment, Payment, Payment, Payment, Payment];
  const [first, second] = WALLETS;
  const hashes = new Map<Payment, Bytes32>();
  for (const payment of payments) hashes.set(payment, await hashOf(payment, first));
  const secondHash = await hashOf(twice, second);
  const paymentHash = (payment: Payment) => hashes.get(payment) as Bytes32;
  const authorized = (payment: Payment): FactBody => ({
    name: "PaymentAuthorized",
    paymentHash: paymentHash(payment),
    terms: { ...payment.terms, payer: first },
    amount: AMOUNT,
  });
  const captured = (payment: Payment, amount: bigint): FactBody => ({
    name: "PaymentCaptured",
    paymentHash: paymentHash(payment),
    amount,
    feeBps: FEE_BPS,
    feeReceiver: CONTRACTS.feeReceiver,
  });
  const account = parseAddress(shop.account.address);
  const moved = (kind: number, delta: bigint): FactBody => ({
    ...{ name: "BalanceUpdated", account, token: TOKEN, ref: `0x${"0".repeat(63)}${kind}` as Bytes32 },
    ...{ kind, delta, available: 0n, reserved: 0n },
  });
  const bodies: FactBody[] = [
    authorized(sold),
    captured(sold, 60_000_000n),
    authorized(part),
    // Both wallets agree to pay the same payment, before anything of it is collected.
    { name: "PaymentPreApproved", paymentHash: paymentHash(twice), payer: first },
    { name: "PaymentPreApproved", paymentHash: secondHash, payer: second },
    captured(sold, 40_000_000n),
    authorized(auto),
    captured(part, 30_000_000n),
    authorized(voided),
    moved(2, 7_000_000n),
    { name: "PaymentVoided", paymentHash: paymentHash(voided), amount: AMOUNT },
    // Somebody else's payment, and what needs the balance that the others left.
    { name: "PaymentVoided", paymentHash: `0x${"ee".repeat(32)}` as Bytes32, amount: 1n },
    { name: "PaymentRefunded", paymentHash: paymentHash(sold), amount: 40_000_000n, collector: ZERO_ADDRESS },
    moved(3, -20_000_000n),
  ];
  return bodies.map((body, index) => ({
    body,
    place: {
      chainId: CHAIN,
      blockNumber: 20 + Math.floor(index / 3),
      blockHash: `0x${(20 + Math.floor(index / 3)).toString(16).padStart(64, "0")}` as Bytes32,
      blockTimestamp: Math.floor(world.clock.now().getTime() / 1000) as UnixSeconds,
      logIndex: index,
      txHash: `0x${(9_000 + index).toString(16).padStart(64, "0")}` as Bytes32,
      contract: CONTRACTS.escrow,
    },
  }));
}
