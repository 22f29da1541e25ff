import { expect } from "chai";
import type { Address, Hex } from "../../../src/kernel/ids/chainIds.ts";
import { checkLedger } from "../../../src/modules/ledger/index.ts";
import {
  announceTransaction,
  createRefund,
  expirePayments,
  operationsOf,
  type Payment,
  preparePayment,
  voidPayment,
} from "../../../src/modules/payments/index.ts";
import { databaseKind, freshDatabase } from "../../fixtures/database.ts";
import { type Journey, startJourney } from "../../fixtures/journey.ts";
import { refused } from "../../fixtures/refused.ts";
import { makeWorld, type Shop, type World } from "../../fixtures/shop.ts";

describe(`payments on ${databaseKind}`, () => {
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

  // ── Forwards ──────────────────────────────────────────────────────────────

  it("goes from request to settled money, in two captures and a refund", async () => {
    const payment = await journey.ask();
    const authorized = await journey.pay(payment);
    expect((await journey.now(payment)).status).to.equal("REQUIRES_CAPTURE");
    expect(await journey.balance()).to.include({ escrowed: 100_000_000n, pending: 0n });
    await journey.finalize(authorized);

    expect((await journey.capture(payment, "30")).payment.amounts.capturePending).to.equal(30_000_000n);
    const first = await journey.seeCapture(payment, 30_000_000n);
    expect(await journey.balance()).to.deep.equal({
      escrowed: 70_000_000n,
      pending: 29_700_000n,
      available: 0n,
      reserved: 0n,
    });
    await journey.finalize(first);
    expect(await journey.balance()).to.deep.equal({
      escrowed: 70_000_000n,
      pending: 0n,
      available: 29_700_000n,
      reserved: 0n,
    });
    expect((await journey.now(payment)).status).to.equal("REQUIRES_CAPTURE");

    await journey.capture(payment);
    await journey.finalize(await journey.seeCapture(payment, 70_000_000n));
    expect((await journey.now(payment)).status).to.equal("SUCCEEDED");
    expect((await journey.now(payment)).amounts).to.include({ captured: 100_000_000n, fee: 1_000_000n });

    await world.inTx((tx) =>
      createRefund(tx, { ...journey.owner(), paymentId: payment.id, amount: "40" }, world.payments),
    );
    expect(await journey.balance()).to.include({ available: 59_000_000n, reserved: 40_000_000n });
    await journey.submit("REFUND");
    const paymentHash = await journey.hashOf(payment);
    const collector = `0x${"0".repeat(40)}` as Address;
    const refunded = await journey.see(
      await world.storeFact(
        { name: "PaymentRefunded", paymentHash, amount: 40_000_000n, collector },
        await journey.sentHash("REFUND", payment),
      ),
    );
    await journey.finalize(refunded);
    expect(await journey.balance()).to.deep.equal({
      escrowed: 0n,
      pending: 0n,
      available: 59_000_000n,
      reserved: 0n,
    });
    expect((await journey.now(payment)).amounts.refunded).to.equal(40_000_000n);
    const [refunds] = await world.inTx((tx) =>
      operationsOf(tx, journey.owner(), { kind: "REFUND", paymentIds: [payment.id], limit: 5 }),
    );
    expect(refunds?.map((refund) => refund.status)).to.deep.equal(["SUCCEEDED"]);
  });

  it("books what a refund that nobody asked for took beyond the free money as a debt of the merchant", async () => {
    const payment = await journey.ask();
    await journey.finalize(await journey.pay(payment));
    await journey.capture(payment);
    await journey.finalize(await journey.seeCapture(payment, 100_000_000n));
    expect(await journey.balance()).to.include({ available: 99_000_000n });

    const paymentHash = await journey.hashOf(payment);
    const collector = `0x${"0".repeat(40)}` as Address;
    const foreign = await journey.see(
      await world.storeFact({
        name: "PaymentRefunded",
        paymentHash,
        amount: 100_000_000n,
        collector,
      }),
    );
    await journey.finalize(foreign);
    expect(await journey.balance()).to.include({ available: 0n, reserved: 0n });
    expect(await world.debtOf(shop)).to.equal(1_000_000n);
    expect((await journey.now(payment)).amounts.refunded).to.equal(100_000_000n);
  });

  it("captures by itself when asked to", async () => {
    const payment = await journey.ask({ captureMethod: "AUTOMATIC" });
    await journey.finalize(await journey.pay(payment));
    expect((await journey.now(payment)).amounts.capturePending).to.equal(100_000_000n);
    await journey.finalize(await journey.seeCapture(payment, 100_000_000n));
    expect((await journey.now(payment)).status).to.equal("SUCCEEDED");
  });

  it("collects a pre-approved payment, also when the announcement comes after the fact", async () => {
    const payment = await journey.ask();
    const clientSecret = journey.secret(payment);
    const { onchainId } = await world.inTx((tx) =>
      preparePayment(tx, { clientSecret, payer: journey.payerAddress, reading: null }, world.payments),
    );
    await journey.see(
      await world.storeFact({
        name: "PaymentPreApproved",
        paymentHash: onchainId,
        payer: journey.payerAddress,
      }),
    );
    expect((await journey.now(payment)).status).to.equal("CONFIRMING");
    const again = await world.inTx((tx) =>
      announceTransaction(
        tx,
        { clientSecret, payer: journey.payerAddress, txHash: onchainId },
        world.payments,
      ),
    );
    expect(again.status).to.equal("CONFIRMING");
    expect(await journey.submit("AUTHORIZE")).to.equal(1);
  });

  it("gives a hold back on the merchant's word", async () => {
    const payment = await journey.ask();
    await journey.finalize(await journey.pay(payment));
    await world.inTx((tx) => voidPayment(tx, { ...journey.owner(), paymentId: payment.id }, world.payments));
    await journey.submit("VOID");
    const paymentHash = await journey.hashOf(payment);
    const voided = await journey.see(
      await world.storeFact(
        { name: "PaymentVoided", paymentHash, amount: 100_000_000n },
        await journey.sentHash("VOID", payment),
      ),
    );
    expect((await journey.now(payment)).status).to.equal("REQUIRES_CAPTURE");
    await journey.finalize(voided);
    expect(await journey.now(payment)).to.deep.include({ status: "CANCELED", statusReasons: ["VOIDED"] });
    expect((await toldOf(payment)).at(-1)).to.equal("payment.canceled");
    expect((await journey.balance()).escrowed).to.equal(0n);
  });

  const toldOf = async ({ id }: Payment) => {
    const events = await world.inTx((tx) =>
      tx.selectFrom("events").select("type").where("object_id", "=", id).orderBy("serial").execute(),
    );
    return events.map(({ type }) => type);
  };

  it("expires when nobody pays, and frees its reference", async () => {
    const payment = await journey.ask({ merchantReference: "order-1", expiresInSeconds: 60 });
    await refused("REFERENCE_TAKEN", () => journey.ask({ merchantReference: "order-1" }));
    world.clock.advance(61);
    await world.inTx((tx) => expirePayments(tx, 100, world.payments));
    expect((await journey.now(payment)).status).to.equal("EXPIRED");
    expect(await toldOf(payment)).to.deep.equal(["payment.created", "payment.expired"]);
    expect((await journey.ask({ merchantReference: "order-1" })).status).to.equal("REQUIRES_PAYMENT");
    await refused("PAYMENT_EXPIRED", () => journey.sign(payment));
  });

  // ── Backwards ─────────────────────────────────────────────────────────────

  it("ends the same after a reorg of everything as without one", async () => {
    const payment = await journey.ask({ captureMethod: "AUTOMATIC" });
    const authorized = await journey.pay(payment);
    const captured = await journey.seeCapture(payment, 100_000_000n);
    await journey.orphan(captured);
    await journey.orphan(authorized);
    expect(await journey.now(payment)).to.deep.include({ status: "CONFIRMING", statusReasons: ["REORGED"] });
    expect(await journey.balance()).to.deep.equal({ escrowed: 0n, pending: 0n, available: 0n, reserved: 0n });

    const { id: _a, ...authorizedBody } = authorized;
    const back = await journey.see(await world.storeFact(authorizedBody, authorized.txHash));
    const { id: _c, ...capturedBody } = captured;
    const again = await journey.see(await world.storeFact(capturedBody, captured.txHash));
    await journey.finalize(back);
    await journey.finalize(again);
    expect(await journey.now(payment)).to.deep.include({ status: "SUCCEEDED", statusReasons: [] });
    expect(await journey.balance()).to.deep.equal({
      escrowed: 0n,
      pending: 0n,
      available: 99_000_000n,
      reserved: 0n,
    });
    const [captures] = await world.inTx((tx) =>
      operationsOf(tx, journey.owner(), { kind: "CAPTURE", paymentIds: [payment.id], limit: 5 }),
    );
    expect(captures?.map((operation) => operation.status)).to.deep.equal(["SUCCEEDED"]);
  });

  it("sends a capture again that a final batch left out, and does not while the hold is away", async () => {
    const payment = await journey.ask();
    const authorized = await journey.pay(payment);
    await journey.capture(payment, "10");
    await journey.submit("CAPTURE");
    const paymentHash = await journey.hashOf(payment);
    const txHash = await journey.sentHash("CAPTURE", payment);
    const reason = `0x${"11".repeat(32)}` as Hex;
    const skipped = await journey.see(
      await world.storeFact({ name: "CaptureSkipped", paymentHash, reason }, txHash),
    );
    await journey.orphan(authorized);
    await journey.finalize(skipped);
    expect(await journey.submit("CAPTURE")).to.equal(0);
    const { id: _, ...body } = authorized;
    await journey.see(await world.storeFact(body, authorized.txHash));
  });
});
