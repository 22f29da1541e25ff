import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { RpcRefused, RpcUnreachable } from "../../src/chain/rpc/rpc.errors.ts";
import { RpcClient } from "../../src/chain/rpc/rpcClient.ts";

type Reply = { status?: number; body?: unknown; hang?: boolean; retryAfter?: string };

describe("RpcClient", () => {
  let server: Server;
  let replies: Reply[];
  let asked: number;
  let rpc: RpcClient;

  before((done) => {
    server = createServer((request, response) => {
      asked += 1;
      const reply = replies.shift() ?? {};
      if (reply.hang) return;
      let text = "";
      request.on("data", (chunk) => {
        text += chunk;
      });
      request.on("end", () => {
        const { id } = JSON.parse(text) as { id: number };
        response.statusCode = reply.status ?? 200;
        if (reply.retryAfter) response.setHeader("retry-after", reply.retryAfter);
        response.end(
          typeof reply.body === "string"
            ? reply.body
            : JSON.stringify({ jsonrpc: "2.0", id, ...(reply.body ?? { result: "0x1" }) }),
        );
      });
    });
    server.listen(0, "127.0.0.1", done);
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  beforeEach(() => {
    replies = [];
    asked = 0;
    const { port } = server.address() as AddressInfo;
    rpc = new RpcClient({
      url: `http://127.0.0.1:${port}/?key=hidden`,
      timeoutMs: 100,
      attempts: 3,
      backOffMs: 1,
    });
  });

  const failure = async (): Promise<unknown> =>
    rpc.request("eth_test").then(
      () => "it went through",
      (error) => error,
    );

  it("waits as long as the provider asks for", async () => {
    replies = [{ status: 429, retryAfter: "1" }];
    const startedAt = performance.now();
    expect(await rpc.request("eth_test")).to.equal("0x1");
    expect(performance.now() - startedAt).to.be.greaterThan(950);
    expect(asked).to.equal(2);
  });

  it("asks again after overload, nonsense and silence", async () => {
    for (const bad of [
      { status: 429 },
      { status: 503 },
      { body: "<html>" },
      { hang: true },
      { body: { id: 999, result: "0x2" } },
    ]) {
      replies = [bad];
      asked = 0;
      expect(await rpc.request("eth_test")).to.equal("0x1");
      expect(asked).to.equal(2);
    }
  });

  it("gives up with a typed error that does not tell the URL", async () => {
    replies = [{ status: 500 }, { status: 502 }, { hang: true }];
    const error = await failure();
    expect(error).to.be.instanceOf(RpcUnreachable);
    expect((error as RpcUnreachable).method).to.equal("eth_test");
    expect(String((error as RpcUnreachable).message)).not.to.contain("hidden");
    expect(asked).to.equal(3);
  });

  it("is unreachable when nobody listens", async () => {
    rpc = new RpcClient({ url: "http://127.0.0.1:1", attempts: 2, backOffMs: 1 });
    expect(await failure()).to.be.instanceOf(RpcUnreachable);
  });

  it("passes a node's refusal on at once, with its data", async () => {
    replies = [{ body: { error: { code: 3, message: "execution reverted", data: "0x1234" } } }];
    const error = await failure();
    expect(error).to.be.instanceOf(RpcRefused);
    expect(error).to.include({ code: 3, data: "0x1234" });
    expect(asked).to.equal(1);
  });
});
