import { expect } from "chai";
import type { Client } from "graphql-ws";
import WebSocket from "ws";
import { type Journey, startJourney } from "../../fixtures/journey.ts";
import type { Shop } from "../../fixtures/shop.ts";
import { type DoorWorld, openDoors } from "../doorWorld.ts";

// biome-ignore lint/suspicious/noExplicitAny: answers are read by the test that knows their shape
type Result = { data?: any; errors?: readonly { extensions?: { code?: unknown } }[] };

/** Collects a stream; `next` waits for one more result. */
function listen(client: Client, query: string, variables: Record<string, unknown> = {}) {
  const results: Result[] = [];
  let ended: unknown;
  let wake: () => void = () => undefined;
  const stop = client.subscribe<unknown>(
    { query, variables },
    {
      next: (result) => {
        results.push(result as Result);
        wake();
      },
      error: (error) => {
        ended = error;
        wake();
      },
      complete: () => {
        ended ??= "complete";
        wake();
      },
    },
  );
  const until = async (enough: () => boolean) => {
    const deadline = Date.now() + 5_000;
    while (!enough()) {
      if (Date.now() > deadline)
        throw new Error(`nothing came; so far ${JSON.stringify({ results, ended })}`);
      await new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, 50);
      });
    }
  };
  let taken = 0;
  return {
    stop,
    async next(): Promise<Result> {
      taken += 1;
      await until(() => results.length >= taken || ended !== undefined);
      const result = results[taken - 1];
      if (!result) throw ended;
      return result;
    },
    /** The code of the refusal that is all this stream says. */
    async refusal(): Promise<unknown> {
      await until(() => results.length > 0 || ended !== undefined);
      const errors = results[0] ? results[0].errors : (ended as Result["errors"]);
      return errors?.[0]?.extensions?.code;
    },
    async end(): Promise<unknown> {
      await until(() => ended !== undefined);
      return ended;
    },
    count: () => results.length,
  };
}

describe("subscriptions", () => {
  let world: DoorWorld;
  let shop: Shop;
  let journey: Journey;
  let key: string;
  beforeEach(async () => {
    world = await openDoors();
    shop = await world.openShop();
    journey = startJourney(world, shop);
    key = await world.keyOf(shop);
  });
  afterEach(() => world.close());

  const EVENTS =
    "subscription ($after: UInt256, $types: [EventType!]) {events(after: $after, types: $types) {sequence type objectId}}";

  it("send the backlog of events first, then each new one, without a gap", async () => {
    const first = await journey.ask();
    await world.publish();
    const stream = listen(world.follow("/graphql", key), EVENTS);
    expect((await stream.next()).data.events).to.deep.equal({
      sequence: "1",
      type: "PAYMENT_CREATED",
      objectId: first.id,
    });
    const second = await journey.ask();
    await world.publish();
    expect((await stream.next()).data.events).to.deep.equal({
      sequence: "2",
      type: "PAYMENT_CREATED",
      objectId: second.id,
    });
    stream.stop();
  });

  it("are resumed by sequence", async () => {
    for (let count = 0; count < 3; count += 1) await journey.ask();
    await world.publish();
    const stream = listen(world.follow("/graphql", key), EVENTS, { after: "2" });
    expect((await stream.next()).data.events.sequence).to.equal("3");
    const { data } = await world.ask(
      '{events(after: "1", first: 1) {nodes{sequence} pageInfo{hasNextPage endCursor}}}',
      { key },
    );
    expect(data.events).to.deep.equal({
      nodes: [{ sequence: "2" }],
      pageInfo: { hasNextPage: true, endCursor: "2" },
    });
    stream.stop();
  });

  it("lose nothing when events are published while a subscriber begins", async () => {
    const client = world.follow("/graphql", key);
    const stream = listen(client, EVENTS);
    for (let count = 0; count < 20; count += 1) {
      await journey.ask();
      await world.publish();
    }
    const seen: string[] = [];
    for (let count = 0; count < 20; count += 1) seen.push((await stream.next()).data.events.sequence);
    expect(seen).to.deep.equal(Array.from({ length: 20 }, (_, index) => String(index + 1)));
    stream.stop();
  });

  it("send only the types asked for, and no other merchant's or mode's events", async () => {
    const stranger = startJourney(world, await world.openShop());
    const live = await world.keyOf(shop, undefined, true);
    const created = listen(world.follow("/graphql", key), EVENTS, { types: ["PAYMENT_CONFIRMING"] });
    const livemode = listen(world.follow("/graphql", live), EVENTS);
    await stranger.ask();
    const payment = await journey.ask();
    await journey.pay(payment);
    await world.publish();
    expect((await created.next()).data.events).to.deep.include({
      type: "PAYMENT_CONFIRMING",
      objectId: payment.id,
    });
    expect([created.count(), livemode.count()]).to.deep.equal([1, 0]);
    created.stop();
    livemode.stop();
  });

  it("show a payment as it is, then after each change", async () => {
    const payment = await journey.ask();
    const query =
      "subscription ($id: ID!) {paymentUpdated(id: $id) {status captures{nodes{id}} amountAuthorized{decimal}}}";
    const stream = listen(world.follow("/graphql", key), query, { id: payment.id });
    expect((await stream.next()).data.paymentUpdated.status).to.equal("REQUIRES_PAYMENT");
    await journey.pay(payment);
    await world.publish();
    const changed = await stream.next();
    expect(changed.data.paymentUpdated).to.deep.include({
      status: "REQUIRES_CAPTURE",
      amountAuthorized: { decimal: "100" },
    });
    await world.ask(
      'mutation ($id: ID!) {paymentCapture(input: {paymentId: $id, amount: "1", idempotencyKey: "c"}) {userErrors{code}}}',
      {
        key,
        variables: { id: payment.id },
      },
    );
    await world.publish();
    expect(
      (await stream.next()).data.paymentUpdated.captures.nodes,
      "children are loaded anew",
    ).to.have.length(1);
    stream.stop();
  });

  it("show a payer its own payment, by its secret only", async () => {
    const payment = await journey.ask();
    const clientSecret = world.services.payments.clientSecretOf(payment.id);
    const query =
      "subscription ($clientSecret: String!) {checkoutPaymentUpdated(clientSecret: $clientSecret) {id status}}";
    const client = world.follow("/storefront");
    const stream = listen(client, query, { clientSecret });
    expect((await stream.next()).data.checkoutPaymentUpdated).to.deep.equal({
      id: payment.id,
      status: "REQUIRES_PAYMENT",
    });
    await journey.pay(payment);
    await world.publish();
    expect((await stream.next()).data.checkoutPaymentUpdated.status).to.equal("REQUIRES_CAPTURE");
    stream.stop();
    for (const wrong of ["", payment.id, `${clientSecret.slice(0, -2)}xx`]) {
      const code = wrong === "" ? "UNAUTHENTICATED" : "BAD_USER_INPUT";
      expect(await listen(client, query, { clientSecret: wrong }).refusal(), wrong).to.equal(code);
    }
  });

  it("refuse a stranger's payment, a key without the scope, and no key", async () => {
    const payment = await journey.ask();
    const query = "subscription ($id: ID!) {paymentUpdated(id: $id) {id}}";
    const keys: [string | undefined, string][] = [
      [await world.keyOf(await world.openShop()), "BAD_USER_INPUT"],
      [await world.keyOf(shop, ["events:read"]), "FORBIDDEN"],
      [await world.operatorKey(), "FORBIDDEN"],
      [undefined, "UNAUTHENTICATED"],
    ];
    // The privileged one first, with the same text.
    expect((await listen(world.follow("/graphql", key), query, { id: payment.id }).next()).errors).to.equal(
      undefined,
    );
    for (const [as, code] of keys) {
      expect(await listen(world.follow("/graphql", as), query, { id: payment.id }).refusal()).to.equal(code);
    }
  });

  it("close a connection whose key is not valid", async () => {
    const ended = await listen(world.follow("/graphql", `sk_test_${"A".repeat(43)}`), EVENTS).end();
    expect((ended as CloseEvent).code).to.equal(4403);
  });

  it("end when the key is withdrawn", async () => {
    const stream = listen(world.follow("/graphql", key), EVENTS);
    await journey.ask();
    await world.publish();
    await stream.next();
    await world.inTx((tx) => tx.updateTable("api_keys").set({ expires_at: world.clock.now() }).execute());
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    await journey.ask();
    await world.publish();
    const ended = await stream.next().catch((error: unknown) => ({ errors: error as Result["errors"] }));
    expect(ended.errors?.[0]?.extensions?.code).to.equal("UNAUTHENTICATED");
  });

  it("answer queries over the same socket by the same rules, with their cost", async () => {
    const client = world.follow("/graphql", key);
    const answer = await listen(client, "{viewer{kind}}").next();
    expect(answer).to.deep.include({ data: { viewer: { kind: "MERCHANT" } } });
    expect((answer as { extensions?: { cost?: object } }).extensions?.cost).to.include({
      requested: 1,
      actual: 1,
    });
    const refusals: [string, string][] = [
      ["{", "PARSE_FAILED"],
      ["{nothing}", "VALIDATION_FAILED"],
      ["query A {viewer{kind}} query B {viewer{kind}}", "MULTIPLE_OPERATIONS"],
      ["{payments{nodes{id}}}", "BAD_USER_INPUT"],
    ];
    for (const [query, code] of refusals) {
      expect(await listen(client, query).refusal(), query).to.equal(code);
    }
  });

  it("stop reading the events table when nobody follows any more", async () => {
    const stream = listen(world.follow("/graphql", key), EVENTS);
    await journey.ask();
    await world.publish();
    await stream.next();
    stream.stop();
    await new Promise((resolve) => setTimeout(resolve, 100));
    const socket = new WebSocket(`${world.url.replace("http", "ws")}/graphql`, "graphql-transport-ws");
    await new Promise((resolve) => socket.once("open", resolve));
    socket.terminate();
    await journey.ask();
    await world.publish();
    expect(stream.count()).to.equal(1);
  });
});
