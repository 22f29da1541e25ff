import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { openShop } from "../../examples/shop.ts";
import { assetIdOf } from "../../src/kernel/ids/chainIds.ts";
import { type InProcessApp, startInProcessApp } from "../e2e/support/inProcessApp.ts";
import { MerchantClient } from "../e2e/support/merchantClient.ts";
import { until } from "../e2e/support/until.ts";
import { databaseKind } from "../fixtures/database.ts";
import { startTestChain, type TestChain, transferCall } from "../fixtures/testChain.ts";

describe(`examples/shop.ts (${databaseKind})`, function () {
  this.timeout(60_000);
  let chain: TestChain;
  let app: InProcessApp;
  let merchant: MerchantClient;
  let shop: string;
  let lost: number;
  const servers: Server[] = [];

  before(async () => {
    chain = await startTestChain();
    const [account, payer] = chain.wallets;
    if (!account || !payer) throw new Error("there are wallets enough");
    await chain.send(
      { ...account, address: chain.signers.capture.address, signer: chain.signers.capture },
      transferCall(chain, payer.address, 100_000_000n),
    );
    await chain.mine();
    const finality = { kind: "DEPTH", depth: 2 } as const;
    app = await startInProcessApp([{ chain, rpcUrl: chain.local.rpcUrl, finality }]);
    const { chainId } = chain;
    const assetId = assetIdOf(chainId, chain.dollar);
    const { url, operatorKey } = app;
    merchant = await MerchantClient.open({
      url,
      operatorKey,
      name: "Shop",
      feeBps: 0,
      account,
      chainId,
      assetId,
    });
    lost = 0;
    const api = await serve(loseEveryFirstAnswer(`${url}/graphql`));
    const webhookSecrets: string[] = [];
    const server = openShop({ url: `${api}/graphql`, key: merchant.key, webhookSecrets, assetId });
    shop = await serve((request, response) => server.emit("request", request, response));
    webhookSecrets.push(await merchant.listenAt(`${shop}/webhooks`));
    await chain.local.startMining(100);
  });
  after(async () => {
    for (const server of servers) server.closeAllConnections();
    for (const server of servers) server.close();
    await app?.close();
    await chain?.close();
  });

  const post = async (path: string, body: object = {}) => {
    const response = await fetch(`${shop}${path}`, { method: "POST", body: JSON.stringify(body) });
    return {
      status: response.status,
      body: (await response.json()) as { clientSecret: string; status: string; id: string },
    };
  };
  const statusOf = async (number: string) =>
    ((await (await fetch(`${shop}/orders/${number}`)).json()) as { status: string }).status;

  it("sells once, though answers get lost and the order is sent twice", async () => {
    const [first, second] = await Promise.all([
      post("/orders/7", { amount: "12.5" }),
      post("/orders/7", { amount: "12.5" }),
    ]);
    expect(second.body.clientSecret).to.equal(first.body.clientSecret);
    expect(await merchant.payments()).to.have.length(1);
    expect(lost).to.be.greaterThan(0);
    expect(await statusOf("7")).to.equal("OPEN");
  });

  it("learns by webhook that it was paid", async () => {
    const { body } = await post("/orders/7", { amount: "12.5" });
    const payer = chain.wallets[1];
    if (!payer) throw new Error("there are wallets enough");
    await merchant.payBySignature(body.clientSecret, payer);
    await until("the shop knows", async () => (await statusOf("7")) === "PAID");
    expect(await chain.dollarsOf(payer.address)).to.equal(87_500_000n);
  });

  it("gives the money back, once", async () => {
    const [first, second] = await Promise.all([post("/orders/7/refund"), post("/orders/7/refund")]);
    expect(first.body.id).to.equal(second.body.id);
    await until("the shop knows", async () => (await statusOf("7")) === "REFUNDED");
    const payer = chain.wallets[1];
    expect(payer && (await chain.dollarsOf(payer.address))).to.equal(100_000_000n);
  });

  it("believes nobody who has not the secret, and says what is wrong", async () => {
    const forged = { id: "evt_1", type: "payment.succeeded", data: { object: { id: "pay_1" } } };
    const response = await fetch(`${shop}/webhooks`, { method: "POST", body: JSON.stringify(forged) });
    expect(response.status).to.equal(400);
    const wrong = await fetch(`${shop}/orders/8`, { method: "POST", body: '{"amount":"0"}' });
    expect([wrong.status, await wrong.text()]).to.deep.equal([
      400,
      "AMOUNT_NOT_POSITIVE: The amount must be greater than zero.",
    ]);
    expect(await merchant.payments()).to.have.length(1);
  });

  async function serve(listener: RequestListener): Promise<string> {
    const server = createServer(listener);
    servers.push(server);
    await once(server.listen(0, "127.0.0.1"), "listening");
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // a TCP server's address is never a string
  }

  /** The API behind a bad line: it does what it is asked, and of each request the first answer is lost. */
  function loseEveryFirstAnswer(target: string): RequestListener {
    const seen = new Set<string>();
    return async (request, response) => {
      const body = await textOf(request);
      const { authorization = "" } = request.headers;
      const headers = { "content-type": "application/json", authorization };
      const answer = await (await fetch(target, { method: "POST", headers, body })).text();
      if (seen.has(body)) return void response.end(answer);
      seen.add(body);
      lost += 1;
      response.destroy();
    };
  }
});

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer); // no encoding is set
  return Buffer.concat(chunks).toString("utf8");
}
