import { expect } from "chai";
import { depositServices } from "../../../src/app/services/deposits.services.ts";
import { scopesOf } from "../../../src/app/services/scope.ts";
import type { Database } from "../../../src/db/database.ts";
import { sweepDepositsPass } from "../../../src/jobs/workers/sweepDeposits.worker.ts";
import { newId } from "../../../src/kernel/ids/ids.ts";
import type { UnmatchedDeposit } from "../../../src/modules/deposits/index.ts";
import type { Payment } from "../../../src/modules/payments/index.ts";
import { BreakingDatabase } from "../../fixtures/breakingDatabase.ts";
import { databaseKind } from "../../fixtures/database.ts";
import { killEverywhere } from "../../fixtures/killEverywhere.ts";
import { startTestChain, type TestChain } from "../../fixtures/testChain.ts";
import { type Databases, openDatabases, type SimDatabase } from "../../sim/simDatabase.ts";
import { type DepositWorld, FINALITY_DEPTH, openDepositWorld, POLICY } from "./depositWorld.ts";

const DUE = 100_000_000n;
const TOO_MUCH = 30_000_000n;

describe(`deposits killed at every statement on ${databaseKind}`, function () {
  this.timeout(120_000);
  let databases: Databases;
  let database: SimDatabase;
  let chain: TestChain;
  let world: DepositWorld;
  let breaking: BreakingDatabase;

  before(async () => {
    databases = await openDatabases(process.env.DATABASE_URL);
    chain = await startTestChain(undefined, { withSuite: true });
  });
  after(async () => {
    await chain.close();
    await databases.close();
  });
  beforeEach(async () => {
    database = await databases.fresh();
    breaking = new BreakingDatabase(database.dialect);
    world = await openDepositWorld(chain, {}, { database: database.plain, drop: () => database.drop() });
  });
  afterEach(() => world?.close());

  const follow = (from: Database) =>
    world.followed.settle(world.followed.follower({ ...world.context(), database: from }));

  it("have been booked once when the chain is read on", async () => {
    let paid = 0n;
    const places = await killEverywhere(breaking, {
      async prepare() {
        const payment = await world.ask();
        await world.send(payment.depositAddress, DUE + TOO_MUCH);
        await chain.mine(FINALITY_DEPTH + 1);
        paid += 1n;
        return payment;
      },
      run: () => follow(breaking.database),
      async check(payment, { place }) {
        await follow(database.plain);
        expect(await world.stateOf(payment), place).to.equal("SUCCEEDED OVERPAID");
        expect(await world.books(), place).to.deep.equal({
          "chain:forwarder": paid * (DUE + TOO_MUCH),
          "merchant:pending": -paid * DUE,
          "suspense:payment": -paid * TOO_MUCH,
        });
        expect(await world.unmatched(), place).to.have.length(Number(paid));
      },
    });
    expect(places).to.be.above(10);
  });

  it("have been handed to the sweep lane once when the next pass comes by", async () => {
    const pass = (on: Database) =>
      sweepDepositsPass(on, world.contexts.deposits, { policy: POLICY, feePerGas: async () => 1n })();
    const places = await killEverywhere(breaking, {
      async prepare() {
        const payment = await world.ask();
        await world.pay(payment, DUE);
        await world.finalize();
        return payment;
      },
      run: () => pass(breaking.database),
      async check(payment, { place }) {
        while (await pass(database.plain));
        expect(await sweepsOf(payment), place).to.deep.equal(["SUBMITTED 1"]);
      },
    });
    expect(places).to.be.above(10);
  });

  /** The sweeps of a payment's address, each with how many transactions carry it. */
  async function sweepsOf(payment: Payment): Promise<string[]> {
    const rows = await world.inTx((tx) =>
      tx
        .selectFrom("sweeps as s")
        .leftJoin("chain_transactions as t", "t.id", "s.transaction_id")
        .select((row) => ["s.status", row.fn.count("t.id").as("transactions")])
        .where("s.address", "=", payment.depositAddress)
        .groupBy("s.id")
        .execute(),
    );
    return rows.map(({ status, transactions }) => `${status} ${transactions}`);
  }

  it("have been given back once when the same request comes again", async () => {
    const resolve = (on: Database, { id }: UnmatchedDeposit) => {
      const caller = {
        kind: "merchant" as const,
        ...world.owner,
        livemode: false,
        keyId: newId("ApiKey"),
        memberId: null,
        scopes: new Set<never>(),
        expiresAt: null,
        allowedAddresses: [],
      };
      const resolution = { kind: "REFUND" as const };
      const services = depositServices(scopesOf(on, world.clock), world.contexts);
      return services.resolveUnmatched(caller, { unmatchedDepositId: id, resolution, idempotencyKey: id });
    };
    const places = await killEverywhere(breaking, {
      async prepare() {
        const payment = await world.ask();
        await world.pay(payment, DUE + TOO_MUCH);
        await world.finalize();
        await world.sweep();
        const open = (await world.unmatched()).find(({ paymentId }) => paymentId === payment.id);
        if (!open) throw new Error("it came with too much");
        return open;
      },
      run: (unmatched) => resolve(breaking.database, unmatched),
      async check(unmatched, { committed, place }) {
        const { result, replayed } = await resolve(database.plain, unmatched);
        expect([result.status, replayed], place).to.deep.equal(["REFUNDED", committed]);
        const payouts = await world.inTx((tx) => tx.selectFrom("payouts").select(["id", "amount"]).execute());
        const refunded = (await world.unmatched()).filter(({ status }) => status === "REFUNDED");
        expect(payouts, place).to.have.length(refunded.length);
        expect(payouts.find(({ id }) => id === result.payoutId)?.amount, place).to.equal(TOO_MUCH);
      },
    });
    expect(places).to.be.above(10);
  });
});
