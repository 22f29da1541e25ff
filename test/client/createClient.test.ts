import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { createClient, OutcomeUnknown, Refused, TallystickError } from "tallystick/client";

interface Asked {
  readonly query: string;
  readonly variables: {
    readonly input?: { readonly idempotencyKey: string };
    readonly after?: string | null;
  };
}
type Behaviour = (asked: Asked, response: ServerResponse) => void;

const PAYMENT = { id: "pay_1", status: "REQUIRES_PAYMENT" };
const INPUT = { assetId: "eip155:1/erc20:0x0", amount: "1", captureMethod: "AUTOMATIC" } as const;

const json = (status: number, body: object, headers = {}): Behaviour => {
  return (_asked, response) => response.writeHead(status, headers).end(JSON.stringify(body));
};
const created = json(200, {
  data: { paymentCreate: { payment: PAYMENT, idempotentReplay: false, userErrors: [] } },
});
const refusal = (code: string, retryable: boolean) =>
  json(200, {
    data: { paymentCreate: { payment: null, userErrors: [{ code, message: code, path: [], retryable }] } },
  });
const failed = (status: number, code: string, extensions = {}) =>
  json(status, { errors: [{ message: code, extensions: { code, ...extensions } }] });
const dropped: Behaviour = (_asked, response) => response.destroy();

describe("a client of an API", () => {
  let url: string;
  let asked: Asked[];
  /** What the server does with each request, the last for ever. */
  let behaviours: Behaviour[];
  const server = createServer((request, response) => void answer(request, response));

  async function answer(request: IncomingMessage, response: ServerResponse) {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString("utf8"));
    asked.push(body);
    const behaviour = behaviours.length > 1 ? behaviours.shift() : behaviours[0];
    behaviour?.(body, response);
  }

  before(async () => {
    await once(server.listen(0, "127.0.0.1"), "listening");
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`; // a TCP server's address is never a string
  });
  after(() => server.close());
  beforeEach(() => {
    asked = [];
  });

  const client = (retries = 3) => createClient({ url, key: "sk_test_x", retries, timeoutMs: 300 });
  const keys = () => asked.map(({ variables }) => variables.input?.idempotencyKey);
  const caught = (work: Promise<unknown>): Promise<unknown> => work.catch((error: unknown) => error);

  it("sends a command again under the same key when no answer came", async () => {
    behaviours = [dropped, json(503, {}), () => undefined, created];
    const { payment, idempotentReplay } = await client().paymentCreate(INPUT);
    expect([payment.id, idempotentReplay]).to.deep.equal(["pay_1", false]);
    expect(keys()).to.have.length(4);
    expect(new Set(keys()).size).to.equal(1);
    expect(keys()[0]).to.match(/^[0-9a-f-]{36}$/);
  });

  it("takes the caller's key, and another one for each call without", async () => {
    behaviours = [created];
    await client().paymentCreate({ ...INPUT, idempotencyKey: "order 7" });
    await client().paymentCreate(INPUT);
    await client().paymentCreate(INPUT);
    expect(keys()[0]).to.equal("order 7");
    expect(new Set(keys()).size).to.equal(3);
  });

  it("says that an outcome is unknown, with the key to ask again", async () => {
    behaviours = [dropped];
    const error = await caught(client(2).paymentCreate({ ...INPUT, idempotencyKey: "order 8" }));
    expect(error).to.be.instanceOf(OutcomeUnknown);
    expect(error).to.include({ code: "OUTCOME_UNKNOWN", idempotencyKey: "order 8" });
    expect(asked).to.have.length(3);
  });

  it("calls an outcome unknown, too, when only a later try was refused", async () => {
    behaviours = [dropped, failed(401, "UNAUTHENTICATED")];
    expect(await caught(client().paymentCreate(INPUT))).to.be.instanceOf(OutcomeUnknown);
    expect(asked).to.have.length(2);
  });

  it("throws what was refused, and does not ask again", async () => {
    behaviours = [refusal("AMOUNT_PRECISION", false)];
    const error = await caught(client().paymentCreate(INPUT));
    expect(error).to.be.instanceOf(Refused);
    expect(error).to.deep.include({ code: "AMOUNT_PRECISION" });
    behaviours = [failed(401, "UNAUTHENTICATED")];
    const denied = await caught(client().paymentCreate(INPUT));
    expect(denied).to.be.instanceOf(TallystickError).and.not.instanceOf(OutcomeUnknown);
    expect(denied).to.include({ code: "UNAUTHENTICATED" });
    expect(asked).to.have.length(2);
  });

  it("calls an outcome unknown when a twin of the command runs longer than it asks", async () => {
    behaviours = [refusal("IDEMPOTENCY_IN_PROGRESS", true)];
    const error = await caught(client(1).paymentCreate({ ...INPUT, idempotencyKey: "order 9" }));
    expect(error).to.be.instanceOf(OutcomeUnknown);
    expect(error).to.include({ idempotencyKey: "order 9" });
    expect(asked).to.have.length(2);
  });

  it("does not ask again where nobody would carry it out, whatever stands in the answer", async () => {
    for (const body of ["<html>Not found</html>", '{"message":"Route not found"}', ""]) {
      asked = [];
      behaviours = [(_asked, response) => response.writeHead(404).end(body)];
      const error = await caught(client().paymentCreate(INPUT));
      expect(error).to.be.instanceOf(TallystickError).and.not.instanceOf(OutcomeUnknown);
      expect(error).to.include({ code: "HTTP_404" });
      expect(asked).to.have.length(1);
    }
  });

  it("calls an outcome unknown when the server failed, though it answered", async () => {
    behaviours = [failed(200, "INTERNAL")];
    expect(await caught(client(1).paymentCreate(INPUT))).to.be.instanceOf(OutcomeUnknown);
    expect(asked).to.have.length(2);
  });

  it("asks again while a twin of the command is still running", async () => {
    behaviours = [refusal("IDEMPOTENCY_IN_PROGRESS", true), created];
    expect((await client().paymentCreate(INPUT)).payment.id).to.equal("pay_1");
    expect(new Set(keys()).size).to.equal(1);
  });

  it("waits as long as it is told to when it asked too much", async () => {
    behaviours = [failed(429, "THROTTLED", { retryAfterSeconds: 1 }), created];
    const began = performance.now();
    await client().paymentCreate(INPUT);
    expect(performance.now() - began).to.be.at.least(990);
    behaviours = [failed(429, "THROTTLED", { retryAfterSeconds: 0.001 })];
    const error = await caught(client(1).paymentCreate(INPUT));
    expect(error).to.be.instanceOf(TallystickError).and.not.instanceOf(OutcomeUnknown);
    expect(error).to.include({ code: "THROTTLED" });
  });

  it("tells a question without an answer from a command without one", async () => {
    behaviours = [dropped];
    const error = await caught(client(1).payment("pay_1"));
    expect(error).to.not.be.instanceOf(OutcomeUnknown);
    expect(error).to.include({ code: "UNREACHABLE" });
  });

  it("reads a list page by page, and only as far as it is read", async () => {
    behaviours = [
      ({ variables }, response) => {
        const from = Number(variables.after ?? 0);
        const nodes = Array.from({ length: Math.min(50, 120 - from) }, (_, index) => ({
          id: `pay_${from + index}`,
        }));
        const pageInfo = { hasNextPage: from + 50 < 120, endCursor: String(from + nodes.length) };
        response.end(JSON.stringify({ data: { payments: { nodes, pageInfo } } }));
      },
    ];
    const ids = [];
    for await (const { id } of client().payments()) ids.push(id);
    expect(ids).to.deep.equal(Array.from({ length: 120 }, (_, index) => `pay_${index}`));
    expect(asked).to.have.length(3);
    for await (const { id } of client().payments()) if (id === "pay_60") break;
    expect(asked).to.have.length(5);
  });
});
