import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { type App, startApp } from "../../src/app/app.ts";
import { readConfig } from "../../src/config/config.ts";
import { ROLES } from "../../src/config/roles.ts";
import { assetIdOf } from "../../src/kernel/ids/chainIds.ts";
import { isTracing } from "../../src/kernel/trace/trace.ts";
import { MerchantClient } from "./support/merchantClient.ts";
import { openMinedWorld } from "./support/minedWorld.ts";
import {
  attribute,
  type CollectedSpan,
  startTraceCollector,
  type TraceCollector,
} from "./support/traceCollector.ts";
import { until } from "./support/until.ts";

/** The example of https://www.w3.org/TR/trace-context/ */
const TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT_ID = "00f067aa0ba902b7";
const TRACEPARENT = `00-${TRACE_ID}-${PARENT_ID}-01`;

const SERVER = 2;
const CLIENT = 3;
const OTLP_ERROR = 2;

describe("A trace from the mutation to the block", function () {
  this.timeout(120_000);
  let collector: TraceCollector;
  let played: Played;
  let spans: CollectedSpan[];

  before(async () => {
    collector = await startTraceCollector();
    const app = await startApp(
      readConfig({
        PORT: "0",
        SANDBOX_RPC_PORT: "0",
        LOG_LEVEL: "silent",
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        OTEL_SERVICE_NAME: "till",
      }),
      ROLES,
    );
    try {
      played = await play(app);
    } finally {
      await app.close(); // sends what was not sent yet
    }
    spans = collector.spans();
  });
  after(() => collector?.close());

  const submissions = () => spans.filter(({ name }) => name === "mutation paymentAuthorizationSubmit");
  const ofCapture = () => spans.filter(({ traceId }) => traceId === TRACE_ID);
  const one = (name: string) => {
    const found = ofCapture().filter((span) => span.name === name);
    expect(found, name).to.have.length(1);
    return found[0] as CollectedSpan; // counted above
  };

  it("goes to the collector under the service's name", () => {
    expect([...collector.paths]).to.deep.equal(["POST /v1/traces"]);
    expect(collector.services()).to.deep.equal(["till"]);
  });

  it("begins with the request, in the caller's own trace", () => {
    const request = one("mutation paymentCapture");
    expect(request.parentSpanId).to.equal(PARENT_ID);
    expect(request.kind).to.equal(SERVER);
    expect(attribute(request, "graphql.operation.name")).to.equal("TakeTheMoney");
    expect(attribute(request, "graphql.operation.type")).to.equal("mutation");
    expect(attribute(request, "http.route")).to.equal("/graphql");
    expect(attribute(request, "http.response.status_code")).to.equal(200);
  });

  it("leads through the database to the transaction's signing, sending and block", () => {
    const request = one("mutation paymentCapture");
    const plan = one("transaction plan");
    const command = ofCapture().find(({ spanId }) => spanId === plan.parentSpanId);
    expect(command).to.include({
      name: "postgresql transaction",
      kind: CLIENT,
      parentSpanId: request.spanId,
    });
    expect(attribute(plan, "tallystick.transaction.purpose")).to.equal("captureBatch");
    for (const name of ["transaction sign", "transaction broadcast"]) {
      const [span] = ofCapture().filter((candidate) => candidate.name === name); // a slow node is asked again
      expect(span?.parentSpanId).to.equal(plan.spanId);
      expect(span && attribute(span, "tallystick.transaction.hash")).to.equal(played.capture.hash);
    }
    const taken = one("facts take in");
    expect(taken.parentSpanId).to.equal(plan.spanId);
    expect(attribute(taken, "tallystick.chain.id")).to.equal("eip155:31337");
    expect(attribute(taken, "tallystick.block.number")).to.equal(played.capture.blockNumber);
    expect(attribute(taken, "tallystick.transaction.hash")).to.equal(played.capture.hash);
  });

  it("ends when the facts and the transaction are final", () => {
    const final = one("facts finalize");
    expect(final.parentSpanId).to.equal(one("transaction plan").spanId);
    expect(attribute(final, "tallystick.block.number")).to.equal(played.capture.blockNumber);
    const watched = ofCapture().filter(({ name }) => name === "transaction watch");
    expect(watched.map((span) => attribute(span, "tallystick.transaction.status")).at(-1)).to.equal("FINAL");
    expect(ofCapture().filter(({ status }) => status.code === OTLP_ERROR)).to.deep.equal([]);
  });

  it("is another one for strangers, whose own is only linked", () => {
    const [submitted] = submissions();
    expect(submitted?.kind).to.equal(SERVER);
    const trace = spans.filter(({ traceId }) => traceId === submitted?.traceId);
    expect(trace.map(({ name }) => name)).to.include.members([
      "transaction plan",
      "transaction sign",
      "transaction broadcast",
      "facts take in",
      "facts finalize",
    ]);
    const asked = spans.filter(({ links }) => links?.some(({ traceId }) => traceId === TRACE_ID));
    expect(asked.map(({ name }) => name)).to.deep.equal(["query assets"]);
    expect(asked[0]?.traceId).not.to.equal(TRACE_ID);
  });

  it("goes on from the payer's consent to the automatic capture", () => {
    const purposes = submissions().map(({ traceId }) => {
      const final = spans.filter((span) => span.traceId === traceId && span.name === "facts finalize");
      return final.map((span) => {
        const { parentSpanId } = span;
        const plan = spans.find(({ spanId }) => spanId === parentSpanId);
        return plan && attribute(plan, "tallystick.transaction.purpose");
      });
    });
    expect(purposes).to.deep.equal([["authorize"], ["authorize", "captureBatch"]]);
  });

  it("names the failure of a refused command by its code", () => {
    const refused = spans.filter(({ status }) => status.code === OTLP_ERROR);
    expect(refused.map((span) => attribute(span, "error.type"))).to.deep.equal(["INVALID_STATE"]);
  });

  it("begins with a request each: nothing that only looks for work is told", () => {
    const roots = spans.filter(({ parentSpanId }) => !parentSpanId);
    expect(roots.length).to.be.greaterThan(0);
    expect(roots.filter(({ kind }) => kind !== SERVER)).to.deep.equal([]);
  });

  it("carries no secret, no signature and no payer", () => {
    const bytes = collector.bodies.join("\n").toLowerCase();
    expect(bytes).to.contain(TRACE_ID);
    for (const secret of played.secrets) {
      expect(secret.length).to.be.greaterThan(20);
      expect(bytes).not.to.contain(secret.toLowerCase());
      expect(bytes).not.to.contain(secret.toLowerCase().replace(/^0x/, ""));
    }
  });
});

describe("Without a collector", function () {
  this.timeout(120_000);

  it("no trace is made and none is noted, whatever the caller says", async () => {
    const world = await openMinedWorld();
    try {
      const { merchant, app } = world;
      await world.whileMining(async () => {
        const id = await world.pay({ amount: "10", reference: "tea", captureMethod: "MANUAL" });
        await isHeld(merchant);
        expect(await capture(app.url, merchant.key, id)).to.deep.equal([]);
        await merchant.settled({ payments: 1, payouts: 0 });
      });
      expect(isTracing()).to.equal(false);
      const operations = await app.database.kysely
        .selectFrom("payment_operations")
        .select(["kind", "traceparent"])
        .orderBy("id")
        .execute();
      expect(operations).to.have.deep.members([
        { kind: "AUTHORIZE", traceparent: null },
        { kind: "CAPTURE", traceparent: null },
      ]);
      const transactions = await app.database.kysely
        .selectFrom("chain_transactions")
        .select(["purpose", "traceparent"])
        .distinct()
        .execute();
      expect(transactions).to.have.deep.members([
        { purpose: "authorize", traceparent: null },
        { purpose: "captureBatch", traceparent: null },
      ]);
    } finally {
      await world.close();
    }
  });
});

interface Played {
  readonly capture: { readonly hash: string; readonly blockNumber: number };
  /** What no collector may learn. */
  readonly secrets: readonly string[];
}

/** Creates, authorizes and captures a payment through the API, and waits until all of it is final. */
async function play({ url, sandbox }: App): Promise<Played> {
  const [payer, account] = sandbox?.chain.cast.payers ?? [];
  const [token] = sandbox?.chain.parts.tokens ?? [];
  if (!sandbox || !account || !payer || !token) throw new Error("a sandbox has a cast");
  const { operatorKey } = sandbox.keys;
  const chainId = sandbox.chain.parts.facts.id;
  const merchant = await MerchantClient.open({
    ...{ url, operatorKey, chainId, account },
    name: "Till",
    feeBps: 100,
    assetId: assetIdOf(chainId, token),
  });
  const payment = await merchant.askFor({ amount: "10", reference: "tea", captureMethod: "MANUAL" });
  expect(await capture(url, merchant.key, payment.id, "00-ff-01")).to.deep.equal([{ code: "INVALID_STATE" }]);
  const signature = await merchant.payBySignature(payment.clientSecret, payer);
  await isHeld(merchant);
  expect(await capture(url, merchant.key, payment.id)).to.deep.equal([]);
  await merchant.settled({ payments: 1, payouts: 0 });
  const transaction = await until("the transaction is final", () => finalTransaction(merchant, payment.id));
  const automatic = await merchant.askFor({ amount: "10", reference: "cake" });
  await merchant.payBySignature(automatic.clientSecret, payer);
  await merchant.settled({ payments: 2, payouts: 0 });
  await post(`${url}/storefront`, { query: "{ assets(first: 1) { nodes { assetId } } }" }, TRACEPARENT);
  return {
    capture: { hash: transaction.hash, blockNumber: Number(transaction.blockNumber) },
    secrets: [merchant.key, operatorKey, payment.clientSecret, signature, payer.address],
  };
}

async function isHeld(merchant: MerchantClient): Promise<void> {
  await until("the money is held", async () =>
    (await merchant.payments()).find(({ status }) => status === "REQUIRES_CAPTURE"),
  );
}

async function finalTransaction(merchant: MerchantClient, id: string) {
  type Transaction = { status: string; hash: string; blockNumber: string };
  const { payment } = await merchant.api.ask<{
    payment: { captures: { nodes: { transaction: Transaction }[] } };
  }>(
    `query($id: ID!) { payment(id: $id) { captures(first: 1) { nodes { transaction { status hash blockNumber } } } } }`,
    { id },
  );
  const transaction = payment.captures.nodes[0]?.transaction;
  return transaction?.status === "FINAL" && transaction;
}

/** Returns the errors of the user. */
async function capture(url: string, key: string, paymentId: string, traceparent = TRACEPARENT) {
  const query =
    "mutation TakeTheMoney($input: PaymentCaptureInput!) { paymentCapture(input: $input) { userErrors { code } } }";
  const variables = { input: { paymentId, idempotencyKey: randomUUID() } };
  const answer = await post(`${url}/graphql`, { query, variables }, traceparent, key);
  return (answer as { data: { paymentCapture: { userErrors: { code: string }[] } } }).data.paymentCapture
    .userErrors;
}

async function post(url: string, body: object, traceparent: string, key?: string): Promise<unknown> {
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      traceparent,
      ...(key && { authorization: `Bearer ${key}` }),
    },
    body: JSON.stringify(body),
  });
  return response.json();
}
