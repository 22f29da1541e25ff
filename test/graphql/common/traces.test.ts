import { SpanKind } from "@opentelemetry/api";
import { expect } from "chai";
import { collectSpans, type SpanCollection } from "../../fixtures/collectSpans.ts";
import { type DoorWorld, openDoors } from "../doorWorld.ts";

const TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
const traceparent = `00-${TRACE_ID}-00f067aa0ba902b7-01`;

describe("operations in traces", () => {
  let collection: SpanCollection;
  let world: DoorWorld;
  let key: string;

  beforeEach(async () => {
    collection = collectSpans();
    world = await openDoors();
    key = await world.keyOf(await world.openShop());
  });
  afterEach(async () => {
    await world.close();
    await collection.stop();
  });

  it("are named by the schema's fields, over HTTP", async () => {
    const query = "query Mine { viewer { kind } chains { id } again: chains { id } }";
    await world.post("/graphql", JSON.stringify({ query }), { authorization: `Bearer ${key}`, traceparent });
    const span = await ended("query");
    expect(span.kind).to.equal(SpanKind.SERVER);
    expect(span.spanContext().traceId).to.equal(TRACE_ID);
    expect(span.attributes).to.deep.equal({
      "http.request.method": "POST",
      "http.route": "/graphql",
      "url.path": "/graphql",
      "url.scheme": "http",
      "http.response.status_code": 200,
      "graphql.operation.type": "query",
      "graphql.operation.name": "Mine",
      "tallystick.graphql.fields": ["viewer", "chains"],
    });
  });

  it("are only requests where they are refused", async () => {
    await world.post("/graphql", "{", { traceparent });
    const span = await ended("POST /graphql");
    expect(span.attributes["http.response.status_code"]).to.equal(400);
    expect(span.status.code).to.equal(0);
  });

  it("begin traces of their own over a WebSocket", async () => {
    const client = world.follow("/graphql", key);
    for await (const answer of client.iterate({ query: "{ chains { id } }" })) {
      expect(answer.errors).to.equal(undefined);
    }
    const span = await ended("query chains");
    expect(span.kind).to.equal(SpanKind.SERVER);
    expect(span.parentSpanContext).to.equal(undefined);
    expect(span.attributes).to.deep.equal({
      "graphql.operation.type": "query",
      "tallystick.graphql.fields": ["chains"],
    });
  });

  it("are not made of what only looks at a page", async () => {
    await fetch(`${world.url}/graphql`, { headers: { traceparent } });
    await fetch(`${world.url}/storefront`, { method: "OPTIONS", headers: { traceparent } });
    expect(collection.spans().filter(({ kind }) => kind === SpanKind.SERVER)).to.deep.equal([]);
  });

  /** A span ends when its answer has left, which the client may know before. */
  async function ended(name: string) {
    for (let tries = 0; tries < 100; tries++) {
      if (collection.spans().some((span) => span.name === name)) break;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return collection.one(name);
  }
});
