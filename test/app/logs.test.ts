import { Writable } from "node:stream";
import { expect } from "chai";
import { Wallet } from "ethers";
import { createLogger } from "../../src/app/logger.ts";
import { developmentAccounts } from "../../src/chain/signer/developmentAccounts.ts";
import { readConfig } from "../../src/config/config.ts";
import { assetIdOf } from "../../src/kernel/ids/chainIds.ts";
import { ApiClient } from "../e2e/support/apiClient.ts";
import { startInProcessApp } from "../e2e/support/inProcessApp.ts";
import { MerchantClient } from "../e2e/support/merchantClient.ts";
import { startWebhookSink } from "../e2e/support/webhookSink.ts";
import { siweMessage } from "../fixtures/siweMessage.ts";
import { dollarAbi, startTestChain } from "../fixtures/testChain.ts";

const SECRET_KEY = "cd".repeat(32);

/** Signs a wallet in, uses its session and ends it. Returns what could have opened a door. */
async function signInAndOut(url: string): Promise<string[]> {
  const wallet = new Wallet(Wallet.createRandom().privateKey);
  const door = `${url}/storefront`;
  const { authNonce } = await new ApiClient(door).ask<{ authNonce: { nonce: string } }>(
    "mutation { authNonce { nonce } }",
  );
  const { nonce } = authNonce;
  const message = siweMessage({ address: wallet.address, nonce, issuedAt: new Date().toISOString() });
  const signature = await wallet.signMessage(message);
  const { sessionToken } = await new ApiClient(door).command<{ sessionToken: string }>(
    "authSiweVerify",
    { message, signature },
    "sessionToken",
  );
  const session = new ApiClient(door, sessionToken);
  await session.ask("{ wallet { account } }");
  await session.ask("mutation { authSignOut { account } }");
  const refused = await session.ask("{ wallet { account } }").catch((error: Error) => error.message);
  expect(refused).to.contain("UNAUTHENTICATED");
  return [nonce, signature, sessionToken];
}

/** A logger that writes where the test can read. */
function listening() {
  let text = "";
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  const logger = createLogger(readConfig({ LOG_LEVEL: "debug" }), stream);
  return { logger, text: () => text };
}

describe("logs", () => {
  it("show no credential, secret, signature or address of a person, however deep it stands", () => {
    const { logger, text } = listening();
    const secrets = {
      authorization: "Bearer sk_1",
      clientSecret: "pay_1_secret_2",
      secret: "whsec_3",
      signature: "0x4444",
      privateKey: "0x5555",
      password: "hunter6",
      email: "payer7@example.com",
      cookie: "session=8",
      sessionToken: "wst_10",
      connectionString: "postgres://user:pass9@host/db",
    };
    logger.info(secrets, "flat");
    logger.info({ request: { headers: secrets } }, "nested");
    logger.info({ a: { b: { c: { d: [secrets] } } } }, "deep");
    logger.error({ err: Object.assign(new Error("outer"), { config: secrets, cause: secrets }) }, "an error");
    for (const value of Object.values(secrets)) expect(text()).not.to.contain(value);
    expect(text()).to.contain("[redacted]");
    expect(text().trim().split("\n")).to.have.length(4);
  });

  it("of a whole journey hold nothing that opens a door", async function () {
    this.timeout(120_000);
    const { logger, text } = listening();
    const chain = await startTestChain();
    const finality = { kind: "DEPTH", depth: 2 } as const;
    const place = { chain, rpcUrl: chain.local.rpcUrl, finality };
    const app = await startInProcessApp([place], { logger, secretKey: SECRET_KEY });
    const sink = await startWebhookSink();
    const [account, , payer] = chain.wallets;
    if (!account || !payer) throw new Error("there are wallets");
    const accounts = developmentAccounts(10);
    const [owner] = accounts;
    if (!owner) throw new Error("there are accounts");
    const data = dollarAbi.encodeFunctionData("transfer", [payer.address, 10n ** 8n]);
    await chain.send(owner, { to: chain.dollar, data });
    await chain.local.startMining(100);
    const secrets: string[] = [
      SECRET_KEY,
      app.operatorKey,
      ...accounts.map(({ privateKey }) => privateKey.slice(2)),
    ];
    try {
      const shop = await MerchantClient.open({
        url: app.url,
        operatorKey: app.operatorKey,
        name: "Shop",
        feeBps: 100,
        account,
        chainId: chain.chainId,
        assetId: assetIdOf(chain.chainId, chain.dollar),
      });
      secrets.push(shop.key, await shop.listenAt(sink.url));
      const payment = await shop.askFor({ amount: "10", reference: "order" });
      secrets.push(payment.clientSecret);
      secrets.push(await shop.payBySignature(payment.clientSecret, payer));
      secrets.push(...(await signInAndOut(app.url)));
      await shop.settled({ payments: 1, payouts: 0 });
      await shop.payOut("1", "payout");
      await shop.settled({ payments: 1, payouts: 1 });
      await fetch(`${app.url}/graphql`, { method: "POST", headers: { authorization: "Bearer sk_wrong_1" } });
      await shop.allDelivered(60_000);
    } finally {
      await sink.close();
      await app.close();
      await chain.close();
    }
    expect(text().length).to.be.greaterThan(0);
    for (const secret of [...secrets, "sk_wrong_1"]) expect(text(), "a secret").not.to.contain(secret);
  });
});
