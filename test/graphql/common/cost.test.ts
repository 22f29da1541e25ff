import { expect } from "chai";
import { startJourney } from "../../fixtures/journey.ts";
import type { Shop } from "../../fixtures/shop.ts";
import { codesOf, type DoorWorld, openDoors } from "../doorWorld.ts";

describe("cost", () => {
  let world: DoorWorld;
  let shop: Shop;
  let key: string;
  beforeEach(async () => {
    const limits = {
      perKey: { capacity: 1_000, refillPerSecond: 1 },
      perPayer: { capacity: 50, refillPerSecond: 1 },
      perAddress: { capacity: 200, refillPerSecond: 1 },
    };
    world = await openDoors({ limits });
    shop = await world.openShop();
    key = await world.keyOf(shop);
  });
  afterEach(() => world.close());

  const costOf = async (query: string, variables: Record<string, unknown> = {}) => {
    const answer = await world.ask(query, { key, variables });
    return answer.extensions?.cost?.requested ?? answer.errors?.[0]?.extensions;
  };

  it("counts objects, pages and mutations by the formula", async () => {
    const costs: [string, number, Record<string, unknown>?][] = [
      ["{viewer{kind}}", 1],
      ["{viewer{merchant{name} apiKey{label}}}", 3],
      ["{__typename viewer{__typename}}", 1],
      // 1 + 10 x (1 for nodes)
      ["{payments(first: 10){nodes{id}}}", 11],
      // 1 + 10 x (edges 1 + node 1 + amount 1) + page info as one object of each
      ["{payments(last: 10){edges{node{amount{decimal}}}}}", 31],
      ["query ($n: Int){payments(first: $n){nodes{id}}}", 21, { n: 20 }],
      ["query ($n: Int = 30){payments(first: $n){nodes{id}}}", 31],
      // nested connections count 5 unless they say otherwise: 1 + 2 x (1 + 1 + 5 x 1)
      ["{payments(first: 2){nodes{captures{nodes{id}}}}}", 15],
      ["{payments(first: 2){nodes{captures(first: 3){nodes{id}}}}}", 11],
      [
        "{...A} fragment A on Query {payments(first: 10){...B}} fragment B on PaymentConnection {nodes{id}}",
        11,
      ],
      // a mutation 10, its payment 1, and lists that are no connections count 5 objects
      ["{balances{asset{id}}}", 10],
      [
        'mutation {paymentVoid(input: {paymentId: "x", idempotencyKey: "x"}) {payment{id} userErrors{code}}}',
        16,
      ],
    ];
    for (const [query, expected, variables] of costs)
      expect(await costOf(query, variables), query).to.equal(expected);
  });

  it("charges what was asked, gives back what was not needed, and says so", async () => {
    const answer = await world.ask("{payments(first: 100){nodes{id}}}", { key });
    const { requested, actual, remaining, resetAt } = answer.extensions.cost;
    expect({ requested, actual }).to.deep.equal({ requested: 101, actual: 2 });
    expect(remaining).to.be.within(997, 998);
    expect(new Date(resetAt).getTime()).to.be.within(Date.now(), Date.now() + 3_000);
  });

  it("charges for what a request lists, and gives nothing of that back", async () => {
    const query = "query ($input: PayoutEstimateInput!) {payoutEstimate(input: $input) {userErrors{code}}}";
    const item = { assetId: `eip155:1/erc20:0x${"00".repeat(20)}`, amount: "1" };
    const input = { items: Array.from({ length: 200 }, () => item) };
    const answer = await world.ask(query, { key, variables: { input } });
    expect(answer.data.payoutEstimate.userErrors).to.have.length(200);
    // An object and 5 errors that were asked for, 200 items; no more than that, though the answer has 200 errors.
    const { requested, actual, remaining } = answer.extensions.cost;
    expect({ requested, actual }).to.deep.equal({ requested: 206, actual: 206 });
    expect(remaining).to.be.within(794, 795);
    const few = { input: { items: [item, item] } };
    const spent = (await world.ask(query, { key, variables: few })).extensions.cost;
    expect(spent).to.deep.include({ requested: 8, actual: 6 });
  });

  it("refuses more than 5,000 points at once, whatever the bucket holds", async () => {
    const query = "query ($n: Int){payments(first: 100){nodes{captures(first: $n){nodes{id}}}}}";
    const answer = await world.ask(query, { key, variables: { n: 48 } });
    expect(answer.errors?.[0]?.extensions).to.deep.include({
      code: "QUERY_TOO_COMPLEX",
      cost: 5_001,
      limit: 5_000,
    });
    const cheaper = await world.ask(query, { key, variables: { n: 3 } });
    expect(cheaper.errors).to.equal(undefined);
  });

  it("throttles a key that spends too fast, and only that key", async () => {
    const other = await world.keyOf(shop);
    const query = "{payments(first: 100){nodes{captures(first: 3){nodes{id}}}}}";
    let answer = await world.ask(query, { key });
    // Each answer is empty and nearly everything is given back, so only one that is too large is refused.
    expect(answer.errors).to.equal(undefined);
    for (let spent = 0; spent < 1_000 && !answer.errors; spent += 10) {
      answer = await world.ask(
        "{viewer{kind} a: viewer{kind} b: viewer{kind} c: viewer{kind} d: viewer{kind}}",
        { key },
      );
      answer = await world.ask(query, { key });
    }
    const [error] = answer.errors ?? [];
    expect(error?.extensions).to.deep.include({ code: "THROTTLED" });
    expect(answer.status).to.equal(429);
    expect(Number(answer.headers.get("retry-after"))).to.equal(error?.extensions.retryAfterSeconds);
    expect(answer.data).to.equal(undefined);
    expect((await world.ask("{viewer{kind}}", { key: other })).errors).to.equal(undefined);
  });

  it("limits a payer per client secret, and an address over all secrets it tries", async () => {
    const journey = startJourney(world, shop);
    const [one, two] = [await journey.ask(), await journey.ask()].map((payment) =>
      world.services.payments.clientSecretOf(payment.id),
    );
    const query = "query ($s: String!) {checkoutPayment(clientSecret: $s) {id amount{decimal}}}";
    const ask = (s: string | undefined) => world.ask(query, { at: "/storefront", variables: { s } });
    let answered = 0;
    while (!(await ask(one)).errors) answered += 1;
    // 2 points each of 50 that refill by one a second
    expect(answered).to.be.within(25, 28);
    expect(codesOf(await ask(one))).to.deep.equal(["THROTTLED"]);
    expect((await ask(two)).errors).to.equal(undefined);
    let tried = 0;
    while (!(await ask(`guess ${tried}`)).errors) tried += 1;
    expect(tried).to.be.lessThan(100);
    expect(codesOf(await ask(two))).to.deep.equal(["THROTTLED"]);
  });
});
