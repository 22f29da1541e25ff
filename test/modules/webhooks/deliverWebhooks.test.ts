import { expect } from "chai";
import { Webhook } from "standardwebhooks";
import type { Database } from "../../../src/db/database.ts";
import { addSeconds } from "../../../src/kernel/time/clock.ts";
import type { MerchantCaller } from "../../../src/modules/merchants/index.ts";
import {
  attemptDelivery,
  attemptsOf,
  completeDelivery,
  leaseDeliveries,
  listDeliveries,
  listEndpoints,
  redeliver,
} from "../../../src/modules/webhooks/index.ts";
import { freshDatabase } from "../../fixtures/database.ts";
import { asSystem, codeOf, makeMerchant, NOW } from "../merchants/merchantWorld.ts";
import {
  addEndpoint,
  appendEvent,
  deliver,
  openReceiver,
  publish,
  type Receiver,
  webhooksContext,
} from "./webhookWorld.ts";

const PAGE = { limit: 100, from: null, backward: false };

describe("delivering webhooks", () => {
  let database: Database;
  let drop: () => Promise<void>;
  let caller: MerchantCaller;
  let receiver: Receiver;
  let context: ReturnType<typeof webhooksContext>;
  beforeEach(async () => {
    ({ database, drop } = await freshDatabase());
    ({ caller } = await makeMerchant(database));
    receiver = await openReceiver();
    context = webhooksContext();
  });
  afterEach(async () => {
    await receiver.close();
    await drop();
  });

  const deliveries = async () =>
    (await asSystem(database, (tx) => listDeliveries(tx, caller, { filter: {}, page: PAGE }))).items;
  const endpoints = async () =>
    (await asSystem(database, (tx) => listEndpoints(tx, caller, { page: PAGE }))).items;

  it("posts the signed body of the event", async () => {
    const { secret } = await addEndpoint(database, { caller, url: receiver.url, context });
    const id = await appendEvent(database, { caller, snapshot: { id: "pay_x", status: "REQUIRES_PAYMENT" } });
    await publish(database, context);
    expect(await deliver(database, context)).to.equal(1);
    const [got, ...more] = receiver.received;
    expect(more).to.deep.equal([]);
    expect(JSON.parse(got?.body ?? "")).to.deep.equal({
      id,
      type: "payment.created",
      createdAt: "2026-11-22T12:00:00.000Z",
      sequence: 1,
      objectSequence: 1,
      livemode: false,
      apiVersion: "2026-11-22",
      data: { object: { id: "pay_x", status: "REQUIRES_PAYMENT" } },
    });
    expect(got?.headers["webhook-id"]).to.equal(id);
    const key = Buffer.from(secret.slice("whsec_".length), "base64");
    const { createHmac } = await import("node:crypto");
    const signed = `${id}.${NOW.getTime() / 1000}.${got?.body}`;
    const signature = `v1,${createHmac("sha256", key).update(signed).digest("base64")}`;
    expect(got?.headers["webhook-signature"]).to.equal(signature);
    expect((await deliveries()).map((delivery) => delivery.status)).to.deep.equal(["DELIVERED"]);
  });

  it("sends the same id and bytes on every retry, by the schedule, until it is used up", async () => {
    const { secret } = await addEndpoint(database, { caller, url: receiver.url, context });
    await appendEvent(database, { caller });
    await publish(database, context);
    receiver.answer = (response) => response.writeHead(500).end("no");
    const schedule = [5, 30, 120, 600, 1_800, 7_200, 21_600, 43_200, 86_400, 86_400];
    for (const seconds of schedule) {
      expect(await deliver(database, context)).to.equal(1);
      context.at = addSeconds(context.at, seconds - 1);
      expect(await deliver(database, context), `${seconds} s`).to.equal(0);
      context.at = addSeconds(context.at, 1);
    }
    expect(await deliver(database, context)).to.equal(1);
    const [delivery] = await deliveries();
    expect(delivery).to.deep.include({ status: "EXHAUSTED", attemptCount: 11, nextAttemptAt: null });
    expect(new Set(receiver.received.map((got) => got.body))).to.have.property("size", 1);
    expect(new Set(receiver.received.map((got) => got.headers["webhook-id"]))).to.have.property("size", 1);
    expect(new Set(receiver.received.map((got) => got.headers["webhook-signature"]))).to.have.property(
      "size",
      11,
    );
    expect(secret).to.match(/^whsec_/);
    const [attempts] = await asSystem(database, (tx) => attemptsOf(tx, delivery ? [delivery.id] : []));
    expect(attempts?.map((attempt) => attempt.statusCode)).to.deep.equal(Array(11).fill(500));
  });

  it("spreads retries by a tenth to either side", async () => {
    await addEndpoint(database, { caller, url: receiver.url, context });
    await appendEvent(database, { caller });
    await publish(database, context);
    receiver.answer = (response) => response.writeHead(503).end();
    await deliver(database, { ...context, random: () => 0 });
    expect((await deliveries())[0]?.nextAttemptAt).to.deep.equal(new Date(NOW.getTime() + 4_500));
  });

  it("counts redirects, resets and silence as failures and follows nothing", async () => {
    const elsewhere = await openReceiver();
    await addEndpoint(database, { caller, url: receiver.url, context });
    await appendEvent(database, { caller });
    await publish(database, context);
    const misdeeds: Receiver["answer"][] = [
      (response) => response.writeHead(302, { location: elsewhere.url }).end(),
      (response) => void response.socket?.destroy(),
      () => undefined,
    ];
    for (const misdeed of misdeeds) {
      receiver.answer = misdeed;
      expect(await deliver(database, context)).to.equal(1);
      context.at = addSeconds(context.at, 3_600);
    }
    const [delivery] = await deliveries();
    const [attempts] = await asSystem(database, (tx) => attemptsOf(tx, delivery ? [delivery.id] : []));
    expect(attempts?.map(({ statusCode, failure }) => statusCode ?? failure)).to.deep.equal([
      302,
      "ECONNRESET",
      "TIMEOUT",
    ]);
    expect(elsewhere.received).to.deep.equal([]);
    await elsewhere.close();
  });

  it("does not read an endless answer", async () => {
    await addEndpoint(database, { caller, url: receiver.url, context });
    await appendEvent(database, { caller });
    await publish(database, context);
    receiver.answer = (response) => {
      response.writeHead(200);
      const pump = setInterval(() => response.write(Buffer.alloc(8_192)), 1);
      response.on("close", () => clearInterval(pump));
    };
    const began = performance.now();
    await deliver(database, { ...context, target: { ...context.target, timeoutMs: 10_000 } });
    expect(performance.now() - began).to.be.lessThan(5_000);
    expect((await deliveries())[0]?.status).to.equal("DELIVERED");
  });

  it("pauses an endpoint that answers 410, and sends it nothing any more", async () => {
    await addEndpoint(database, { caller, url: receiver.url, context });
    await appendEvent(database, { caller });
    await publish(database, context);
    receiver.answer = (response) => response.writeHead(410).end();
    await deliver(database, context);
    expect((await endpoints())[0]?.status).to.equal("PAUSED");
    expect((await deliveries())[0]?.status).to.equal("EXHAUSTED");
    await appendEvent(database, { caller });
    await publish(database, context);
    context.at = addSeconds(context.at, 86_400);
    expect(await deliver(database, context)).to.equal(0);
    expect(await deliveries()).to.have.length(1);
  });

  it("pauses an endpoint that failed for three days, but not one that recovered", async () => {
    await addEndpoint(database, { caller, url: receiver.url, context });
    receiver.answer = (response) => response.writeHead(500).end();
    const tryOne = async () => {
      await appendEvent(database, { caller });
      await publish(database, context);
      await deliver(database, context);
    };
    await tryOne();
    context.at = addSeconds(context.at, 2 * 86_400);
    receiver.answer = (response) => response.writeHead(200).end();
    await tryOne();
    expect((await endpoints())[0]?.failingSince).to.equal(null);
    receiver.answer = (response) => response.writeHead(500).end();
    await tryOne();
    context.at = addSeconds(context.at, 3 * 86_400 - 1);
    await tryOne();
    expect((await endpoints())[0]?.status).to.equal("ENABLED");
    context.at = addSeconds(context.at, 1);
    await tryOne();
    expect((await endpoints())[0]?.status).to.equal("PAUSED");
  });

  it("lets a hanging endpoint delay nobody else", async () => {
    const hanging = await openReceiver();
    hanging.answer = () => undefined;
    await addEndpoint(database, { caller, url: hanging.url, context });
    await addEndpoint(database, { caller, url: receiver.url, context });
    for (let count = 0; count < 10; count += 1) await appendEvent(database, { caller });
    await publish(database, context);
    while (receiver.received.length < 10) await deliver(database, context);
    expect(hanging.received.length).to.be.lessThanOrEqual(12);
    await hanging.close();
  });

  it("tries again what a dead worker held, and refuses the dead worker's word", async () => {
    await addEndpoint(database, { caller, url: receiver.url, context });
    await appendEvent(database, { caller });
    await publish(database, context);
    const dead = await asSystem(database, (tx) => leaseDeliveries(tx, 10, context));
    expect(dead.deliveries).to.have.length(1);
    expect(await deliver(database, context)).to.equal(0);
    context.at = addSeconds(context.at, 60);
    expect(await deliver(database, context)).to.equal(1);
    const [leased] = dead.deliveries;
    if (!leased) throw new Error("leased above");
    const outcome = await attemptDelivery(leased, context);
    const late = await asSystem(database, (tx) =>
      completeDelivery(tx, { leased, owner: dead.owner, outcome: { ...outcome, statusCode: 500 } }, context),
    );
    expect(late).to.equal(false);
    expect((await deliveries())[0]).to.deep.include({ status: "DELIVERED", attemptCount: 1 });
  });

  it("sends an event again as a new delivery with the same id", async () => {
    await addEndpoint(database, { caller, url: receiver.url, context });
    await appendEvent(database, { caller });
    await publish(database, context);
    await deliver(database, context);
    const [first] = await deliveries();
    if (!first) throw new Error("delivered above");
    const again = await asSystem(database, (tx) =>
      redeliver(tx, { ...caller, deliveryId: first.id }, context),
    );
    expect(again).to.deep.include({ redeliveryOf: first.id, eventId: first.eventId, status: "PENDING" });
    await deliver(database, context);
    expect(receiver.received.map((got) => got.headers["webhook-id"])).to.deep.equal([
      first.eventId,
      first.eventId,
    ]);
    const stranger = (await makeMerchant(database)).caller;
    expect(
      await codeOf(asSystem(database, (tx) => redeliver(tx, { ...stranger, deliveryId: first.id }, context))),
    ).to.equal("NOT_FOUND");
  });

  it("is verified by the Standard Webhooks library", async () => {
    const { secret } = await addEndpoint(database, { caller, url: receiver.url, context });
    context.at = new Date();
    await appendEvent(database, { caller });
    await publish(database, context);
    await deliver(database, { ...context, clock: { now: () => new Date() } });
    const [got] = receiver.received;
    const headers = got?.headers as Record<string, string>;
    expect(() => new Webhook(secret).verify(got?.body ?? "", headers)).not.to.throw();
    expect(() => new Webhook(secret).verify(`${got?.body} `, headers)).to.throw();
  });
});
