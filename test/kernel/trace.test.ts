import { SpanStatusCode } from "@opentelemetry/api";
import { expect } from "chai";
import { DomainError } from "../../src/kernel/errors/domainError.ts";
import {
  continueTraces,
  currentTraceparent,
  isTracing,
  openStep,
  startTrace,
  traced,
} from "../../src/kernel/trace/trace.ts";
import { collectSpans, type SpanCollection } from "../fixtures/collectSpans.ts";

const A = { trace: "a".repeat(32), span: "a".repeat(16) };
const B = { trace: "b".repeat(32), span: "b".repeat(16) };
const C = { trace: "c".repeat(32), span: "c".repeat(16) };
const parentOf = ({ trace, span }: typeof A, flags = "01") => `00-${trace}-${span}-${flags}`;
const nothing = async () => undefined;

describe("steps of traces", () => {
  let collection: SpanCollection;
  beforeEach(() => {
    collection = collectSpans();
  });
  afterEach(() => collection.stop());

  it("nest, and say in which trace a row is written", async () => {
    const noted = await startTrace({ name: "request" }, () =>
      traced({ name: "transaction", kind: "CLIENT" }, async () => currentTraceparent()),
    );
    const [request, transaction] = [collection.one("request"), collection.one("transaction")];
    const { traceId, spanId } = transaction.spanContext();
    expect(transaction.parentSpanContext?.spanId).to.equal(request.spanContext().spanId);
    expect(noted).to.equal(`00-${traceId}-${spanId}-01`);
  });

  it("outside of a trace are only their work", async () => {
    expect(await traced({ name: "poll" }, async () => currentTraceparent())).to.equal(null);
    expect(await continueTraces([null, "nonsense"], { name: "plan" }, async () => 7)).to.equal(7);
    expect(collection.spans()).to.deep.equal([]);
  });

  it("go on with the only trace that was noted", async () => {
    await continueTraces([null, parentOf(A), parentOf(A)], { name: "plan" }, nothing);
    const plan = collection.one("plan");
    expect(plan.spanContext().traceId).to.equal(A.trace);
    expect(plan.parentSpanContext?.spanId).to.equal(A.span);
    expect(plan.links).to.deep.equal([]);
  });

  it("go on with the first collected one of several, and are linked with each other one", async () => {
    await continueTraces([parentOf(A, "00"), parentOf(B), parentOf(C)], { name: "plan" }, nothing);
    const [inC, inB] = collection.spans(); // A is not collected
    expect(inB?.spanContext().traceId).to.equal(B.trace);
    expect(inB?.links.map(({ context }) => context.spanId)).to.deep.equal([A.span, C.span]);
    expect(inC?.spanContext().traceId).to.equal(C.trace);
    expect(inC?.parentSpanContext?.spanId).to.equal(C.span);
    expect(inC?.links.map(({ context }) => context.spanId)).to.deep.equal([inB?.spanContext().spanId]);
    expect(collection.spans()).to.have.length(2);
  });

  it("keep what the first caller decided: what is not collected stays so to the block", async () => {
    const noted = await continueTraces([parentOf(A, "00")], { name: "plan" }, async () =>
      currentTraceparent(),
    );
    expect(noted).to.match(new RegExp(`^00-${A.trace}-[0-9a-f]{16}-00$`));
    expect(collection.spans()).to.deep.equal([]);
  });

  it("say of a failure its code or class, never its text", async () => {
    const refusal = new DomainError("INVALID_STATE", "hunter2");
    const bug = new TypeError("hunter2");
    for (const error of [refusal, bug]) {
      const failure = await startTrace({ name: "work" }, () => Promise.reject(error)).catch(
        (thrown) => thrown,
      );
      expect(failure).to.equal(error);
    }
    const spans = collection.spans();
    expect(spans.map(({ attributes }) => attributes["error.type"])).to.deep.equal([
      "INVALID_STATE",
      "TypeError",
    ]);
    expect(spans.map(({ status }) => status)).to.deep.equal([
      { code: SpanStatusCode.ERROR },
      { code: SpanStatusCode.ERROR },
    ]);
    expect(spans.flatMap(({ events }) => events)).to.deep.equal([]);
  });

  it("begin in the caller's trace, or apart from it and linked", () => {
    openStep({ name: "trusted" }, { traceparent: parentOf(A), apart: false }).end({});
    openStep({ name: "stranger" }, { traceparent: parentOf(A), apart: true }).end({});
    openStep({ name: "malformed" }, { traceparent: "00-zz-01", apart: false }).end({}, "500");
    const [trusted, stranger, malformed] = collection.spans();
    expect(trusted?.spanContext().traceId).to.equal(A.trace);
    expect(stranger?.spanContext().traceId).not.to.equal(A.trace);
    expect(stranger?.parentSpanContext).to.equal(undefined);
    expect(stranger?.links.map(({ context }) => context.traceId)).to.deep.equal([A.trace]);
    expect(malformed?.parentSpanContext).to.equal(undefined);
    expect(malformed?.attributes).to.deep.equal({ "error.type": "500" });
  });
});

describe("steps where nobody collects traces", () => {
  it("are only their work", async () => {
    expect(isTracing()).to.equal(false);
    const noted = await startTrace({ name: "request" }, () =>
      continueTraces([parentOf(A)], { name: "plan" }, async () => currentTraceparent()),
    );
    expect(noted).to.equal(null);
  });
});
