import { expect } from "chai";
import { Wallet } from "ethers";
import type { Tx } from "../../../src/db/withTx.ts";
import { parseAddress } from "../../../src/kernel/ids/chainIds.ts";
import { type Payment, submitAuthorization, transactionDied } from "../../../src/modules/payments/index.ts";
import { databaseKind, freshDatabase } from "../../fixtures/database.ts";
import { type Journey, startJourney } from "../../fixtures/journey.ts";
import { makeWorld, type World } from "../../fixtures/shop.ts";

describe(`payments whose transaction died, on ${databaseKind}`, () => {
  let world: World;
  let journey: Journey;
  let drop: () => Promise<void>;

  before(async () => {
    const fresh = await freshDatabase();
    drop = fresh.drop;
    world = await makeWorld(fresh.database);
  });
  after(() => drop());
  beforeEach(async () => {
    journey = startJourney(world, await world.openShop(100));
  });

  /** The payment's AUTHORIZE transaction, as the sender reports one that the contract refused. */
  const authorizationOf = async (payment: Payment, tx: Tx) => {
    const { transaction_id } = await tx
      .selectFrom("payment_operations")
      .select("transaction_id")
      .where("payment_id", "=", payment.id)
      .executeTakeFirstOrThrow();
    return { id: transaction_id as never, status: "REFUSED" as const, failure: "InsufficientBalance" };
  };

  it("open again when the authorization is proven dead", async () => {
    const payment = await journey.ask();
    const signed = await journey.sign(payment);
    await world.inTx((tx) => submitAuthorization(tx, signed, world.payments));
    await journey.submit("AUTHORIZE");
    await world.inTx(async (tx) => transactionDied(tx, await authorizationOf(payment, tx), world.payments));
    expect((await journey.now(payment)).status).to.equal("REQUIRES_PAYMENT");
    const retried = await world.inTx((tx) => submitAuthorization(tx, signed, world.payments));
    expect(retried).to.deep.include({ replay: false });
    expect(retried.payment.status).to.equal("CONFIRMING");
  });

  for (const status of ["REVERTED", "DROPPED"] as const) {
    it(`ask again for what a ${status} transaction is proven not to have done`, async () => {
      const payment = await journey.ask();
      const signed = await journey.sign(payment);
      await world.inTx((tx) => submitAuthorization(tx, signed, world.payments));
      await journey.submit("AUTHORIZE");
      await world.inTx(async (tx) =>
        transactionDied(tx, { ...(await authorizationOf(payment, tx)), status }, world.payments),
      );
      expect((await journey.now(payment)).status).to.equal("CONFIRMING");
      expect(await journey.submit("AUTHORIZE")).to.equal(1);
    });
  }

  for (const status of ["REVERTED", "DROPPED"] as const) {
    it(`ask again when the transaction was ${status} in a reorg that is undone only later`, async () => {
      const payment = await journey.ask();
      const authorized = await journey.pay(payment);
      const { id } = await world.inTx((tx) => authorizationOf(payment, tx));
      await world.die(id, status);
      expect((await journey.now(payment)).status).to.equal("REQUIRES_CAPTURE");
      await journey.orphan(authorized);
      expect(await journey.submit("AUTHORIZE")).to.equal(1);
      expect((await world.inTx((tx) => authorizationOf(payment, tx))).id).not.to.equal(id);
    });
  }

  it("let another wallet pay when the first one's authorization is proven dead", async () => {
    const payment = await journey.ask();
    const signed = await journey.sign(payment);
    await world.inTx((tx) => submitAuthorization(tx, signed, world.payments));
    await journey.submit("AUTHORIZE");
    await world.inTx(async (tx) => transactionDied(tx, await authorizationOf(payment, tx), world.payments));
    const other = new Wallet(Wallet.createRandom().privateKey);
    const second = await journey.sign(payment, other);
    const { payment: taken } = await world.inTx((tx) => submitAuthorization(tx, second, world.payments));
    expect(taken).to.include({ status: "CONFIRMING", payer: parseAddress(other.address) });
  });
});
