import { expect } from "chai";
import type { Database } from "../../src/db/database.ts";
import { answerOnce, canonicalJson } from "../../src/db/idempotency.ts";
import { withTx } from "../../src/db/withTx.ts";
import { DomainError } from "../../src/kernel/errors/domainError.ts";
import type { MerchantId } from "../../src/kernel/ids/ids.ts";
import { databaseKind, freshDatabase } from "../fixtures/database.ts";
import { insertMerchant } from "../fixtures/merchant.ts";
import { refused } from "../fixtures/refused.ts";

describe(`answerOnce on ${databaseKind}`, () => {
  let database: Database;
  let drop: () => Promise<void>;
  let merchantId: MerchantId;
  let runs: number;

  before(async () => {
    ({ database, drop } = await freshDatabase());
    merchantId = await insertMerchant(database);
  });
  after(() => drop());
  beforeEach(() => {
    runs = 0;
  });

  const ask = (key: string, input: unknown, change: { operation?: string; livemode?: boolean } = {}) =>
    withTx(database, { as: "merchant", merchantId }, (tx) =>
      answerOnce(
        tx,
        { merchantId, operation: "paymentCreate", livemode: false, key, input, at: new Date(), ...change },
        async () => `result-${++runs}`,
      ),
    );

  it("does the work for the first request and answers every later one alike", async () => {
    expect(await ask("first", { a: 1, b: "x" })).to.deep.equal({ resultId: "result-1", replay: false });
    expect(await ask("first", { b: "x", a: 1 })).to.deep.equal({ resultId: "result-1", replay: true });
    expect(runs).to.equal(1);
  });

  it("does the work once for fifty requests at a time", async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => ask("crowd", { a: 1 })));
    expect(runs).to.equal(1);
    expect(answers.filter((answer) => !answer.replay)).to.have.length(1);
    expect(new Set(answers.map((answer) => answer.resultId)).size).to.equal(1);
  });

  it("refuses the same key with other input, and does nothing", async () => {
    await ask("other", { a: 1 });
    await refused("IDEMPOTENCY_KEY_REUSED", () => ask("other", { a: 2 }));
    expect(runs).to.equal(1);
  });

  it("counts keys per operation and mode", async () => {
    await ask("scoped", { a: 1 });
    await ask("scoped", { a: 2 }, { operation: "refundCreate" });
    await ask("scoped", { a: 3 }, { livemode: true });
    expect(runs).to.equal(3);
  });

  it("leaves the key unused when the work is refused", async () => {
    const failing = withTx(database, { as: "merchant", merchantId }, (tx) =>
      answerOnce(
        tx,
        { merchantId, operation: "paymentCreate", livemode: false, key: "retry", input: {}, at: new Date() },
        async () => {
          throw new DomainError("INVALID_STATE", "not now");
        },
      ),
    );
    await refused("INVALID_STATE", () => failing);
    expect(await ask("retry", {})).to.deep.equal({ resultId: "result-1", replay: false });
  });

  it("tells a twin that comes while the first is still running", async function () {
    if (databaseKind === "pglite") return this.skip(); // one connection: the twin waits for the first by itself
    const started = Promise.withResolvers<void>();
    const finish = Promise.withResolvers<string>();
    const running = withTx(database, { as: "merchant", merchantId }, (tx) =>
      answerOnce(
        tx,
        { merchantId, operation: "paymentCreate", livemode: false, key: "twin", input: {}, at: new Date() },
        () => {
          started.resolve();
          return finish.promise;
        },
      ),
    );
    await started.promise;
    const refusal = await refused("IDEMPOTENCY_IN_PROGRESS", () => ask("twin", {}));
    expect(refusal.retryable).to.equal(true);
    finish.resolve("slow");
    await running;
    expect(await ask("twin", {})).to.deep.equal({ resultId: "slow", replay: true });
    expect(runs).to.equal(0);
  });
});

describe("canonicalJson", () => {
  it("is the same for equal values, whatever the order of their keys", () => {
    expect(canonicalJson({ b: { d: 1n, c: [2, { f: 3, e: 4 }] }, a: undefined })).to.equal(
      '{"b":{"c":[2,{"e":4,"f":3}],"d":"1"}}',
    );
  });
});
