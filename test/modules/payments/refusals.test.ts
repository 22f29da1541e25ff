import { expect } from "chai";
import { Wallet } from "ethers";
import { parseAddress } from "../../../src/kernel/ids/chainIds.ts";
import { checkLedger } from "../../../src/modules/ledger/index.ts";
import {
  capturePayment,
  createRefund,
  type Payment,
  submitAuthorization,
  voidPayment,
} from "../../../src/modules/payments/index.ts";
import { databaseKind, freshDatabase } from "../../fixtures/database.ts";
import { type Journey, startJourney } from "../../fixtures/journey.ts";
import { refused } from "../../fixtures/refused.ts";
import { makeWorld, type Shop, type World } from "../../fixtures/shop.ts";

describe(`refused payments on ${databaseKind}`, () => {
  let world: World;
  let shop: Shop;
  let journey: Journey;
  let drop: () => Promise<void>;

  before(async () => {
    const fresh = await freshDatabase();
    drop = fresh.drop;
    world = await makeWorld(fresh.database);
  });
  after(() => drop());
  beforeEach(async () => {
    shop = await world.openShop(100);
    journey = startJourney(world, shop);
  });
  afterEach(async () => {
    expect(await world.inTx(checkLedger)).to.deep.include({ unbalanced: [], drifted: [], brokenSeal: null });
  });

  async function unchanged(
    payment: Payment,
    code: Parameters<typeof refused>[0],
    work: () => Promise<unknown>,
  ) {
    const before = await journey.now(payment);
    await refused(code, work);
    expect(await journey.now(payment)).to.deep.equal(before);
  }

  it("takes no signature but the payer's over this payment on this chain", async () => {
    const payment = await journey.ask();
    const other = await journey.ask();
    const signed = await journey.sign(payment);
    const submitted = (change: object) => () =>
      world.inTx((tx) => submitAuthorization(tx, { ...signed, ...change }, world.payments));
    const stranger = parseAddress(Wallet.createRandom().address);
    await unchanged(payment, "SIGNATURE_INVALID", submitted({ payer: stranger }));
    await unchanged(payment, "SIGNATURE_INVALID", submitted({ signature: "0x1234" }));
    await unchanged(payment, "SIGNATURE_INVALID", submitted({ signature: `0x${"00".repeat(65)}` }));
    await unchanged(payment, "SIGNATURE_EXPIRED", submitted({ validBefore: 1_700_000_000 }));
    await unchanged(payment, "SIGNATURE_INVALID", submitted({ validBefore: signed.validBefore + 60 }));
    await unchanged(other, "SIGNATURE_INVALID", submitted({ clientSecret: journey.secret(other) }));
    await refused("NOT_FOUND", submitted({ clientSecret: `${payment.id}_secret_forged` }));
  });

  it("answers the same signature again without doing anything, and refuses it once it is used", async () => {
    const payment = await journey.ask();
    const signed = await journey.sign(payment);
    await world.inTx((tx) => submitAuthorization(tx, signed, world.payments));
    const before = await journey.now(payment);
    const again = await world.inTx((tx) => submitAuthorization(tx, signed, world.payments));
    expect(again).to.deep.equal({ payment: before, replay: true });
    await journey.submit("AUTHORIZE");
    const terms = { ...payment.terms, payer: journey.payerAddress };
    const body = {
      name: "PaymentAuthorized" as const,
      paymentHash: signed.onchainId,
      terms,
      amount: payment.amount,
    };
    await journey.see(await world.storeFact(body, await journey.sentHash("AUTHORIZE", payment)));
    await unchanged(payment, "SIGNATURE_REPLAYED", () =>
      world.inTx((tx) => submitAuthorization(tx, signed, world.payments)),
    );
  });

  it("captures no more than is held, and nothing twice", async () => {
    const payment = await journey.ask();
    await refused("INVALID_STATE", () => journey.capture(payment));
    await journey.finalize(await journey.pay(payment));
    await unchanged(payment, "PAYMENT_CAPTURE_EXCEEDS_AUTHORIZATION", () =>
      journey.capture(payment, "100.000001"),
    );
    await unchanged(payment, "AMOUNT_PRECISION", () => journey.capture(payment, "1.0000001"));
    await unchanged(payment, "AMOUNT_NOT_POSITIVE", () => journey.capture(payment, "0"));
    await journey.capture(payment, "60");
    await unchanged(payment, "PAYMENT_CAPTURE_EXCEEDS_AUTHORIZATION", () => journey.capture(payment, "41"));
    await unchanged(payment, "PAYMENT_OPERATION_PENDING", () =>
      world.inTx((tx) => voidPayment(tx, { ...journey.owner(), paymentId: payment.id }, world.payments)),
    );
    world.clock.advance(90 * 86_400);
    await unchanged(payment, "PAYMENT_AUTHORIZATION_EXPIRED", () => journey.capture(payment, "1"));
  });

  it("refunds no more than was captured, and only what is available", async () => {
    const payment = await journey.ask();
    const refund = (amount: string) => () =>
      world.inTx((tx) =>
        createRefund(tx, { ...journey.owner(), paymentId: payment.id, amount }, world.payments),
      );
    await unchanged(payment, "REFUND_EXCEEDS_CAPTURED", refund("1"));
    await journey.finalize(await journey.pay(payment));
    await journey.capture(payment, "50");
    const captured = await journey.seeCapture(payment, 50_000_000n);
    await unchanged(payment, "INSUFFICIENT_BALANCE", refund("10"));
    await journey.finalize(captured);
    await unchanged(payment, "INSUFFICIENT_BALANCE", refund("50"));
    await unchanged(payment, "REFUND_EXCEEDS_CAPTURED", refund("50.000001"));
    expect((await journey.balance()).available).to.equal(49_500_000n);
  });

  it("does not know another merchant's payments", async () => {
    const payment = await journey.ask();
    await journey.finalize(await journey.pay(payment));
    const stranger = { ...(await world.openShop()), paymentId: payment.id };
    await unchanged(payment, "NOT_FOUND", () =>
      world.inTx((tx) => capturePayment(tx, stranger, world.payments)),
    );
    await unchanged(payment, "NOT_FOUND", () =>
      world.inTx((tx) => voidPayment(tx, stranger, world.payments)),
    );
    await unchanged(payment, "NOT_FOUND", () =>
      world.inTx((tx) => createRefund(tx, stranger, world.payments)),
    );
    const live = { ...journey.owner(), livemode: true, paymentId: payment.id };
    await unchanged(payment, "NOT_FOUND", () => world.inTx((tx) => capturePayment(tx, live, world.payments)));
  });
});
