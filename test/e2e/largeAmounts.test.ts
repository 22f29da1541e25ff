import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { type Address, assetIdOf, parseAddress } from "../../src/kernel/ids/chainIds.ts";
import { databaseKind } from "../fixtures/database.ts";
import { startTestChain, type TestChain } from "../fixtures/testChain.ts";
import { letPayOut } from "./journeys/journeyChain.ts";
import { ApiClient } from "./support/apiClient.ts";
import { readChainEvents } from "./support/chainTruth.ts";
import { type InProcessApp, startInProcessApp } from "./support/inProcessApp.ts";
import { MerchantClient, type PaymentView } from "./support/merchantClient.ts";
import { until } from "./support/until.ts";
import { startWebhookSink, type WebhookSink } from "./support/webhookSink.ts";

const BLOCK_INTERVAL_MS = 100;

/** Of a token with 18 decimals; the last digit is lost by whatever counts in floating point. */
const PAID = 10n ** 30n + 1n;
const PAID_DECIMAL = "1000000000000.000000000000000001";
/** 0.37 % of it, rounded down for the merchant: 3,700,000,000,000,000,000,000,000,000.0037 */
const FEE = 3_700_000_000_000_000_000_000_000_000n;
const REFUNDED = 10n ** 29n + 7n;
const REFUNDED_DECIMAL = "100000000000.000000000000000007";
/** What is left: 10^30 + 1 - 3.7 * 10^27 - 10^29 - 7. */
const PAID_OUT = 896_299_999_999_999_999_999_999_999_994n;
const PAID_OUT_DECIMAL = "896299999999.999999999999999994";

describe(`amounts of 10^30 units (${databaseKind})`, function () {
  this.timeout(120_000);
  let chain: TestChain;
  let token: Address;
  let app: InProcessApp;
  let merchant: MerchantClient;
  let sink: WebhookSink;
  let secret: string;
  let statement: string;

  before(async () => {
    chain = await startTestChain();
    const { ethers, provider } = chain.local.connection;
    await provider.request({ method: "evm_setAutomine", params: [true] });
    const [account, payer] = chain.wallets;
    if (!account || !payer) throw new Error("there are wallets enough");
    const plain = await ethers.deployContract("PlainToken", [18]);
    token = parseAddress(await plain.getAddress());
    await (await plain.getFunction("mint")(payer.address, PAID)).wait();
    await letPayOut(chain, token, 10n ** 31n);
    const finality = { kind: "DEPTH", depth: 3 } as const;
    app = await startInProcessApp([{ chain, rpcUrl: chain.local.rpcUrl, finality, tokens: [token] }]);
    const { chainId } = chain;
    const shop = { name: "Shop", feeBps: 37, account, chainId, assetId: assetIdOf(chainId, token) };
    merchant = await MerchantClient.open({ url: app.url, operatorKey: app.operatorKey, ...shop });
    sink = await startWebhookSink();
    secret = await merchant.listenAt(sink.url);
    await chain.local.startMining(BLOCK_INTERVAL_MS);
  });
  after(async () => {
    await app?.close();
    await sink?.close();
    await chain?.close();
  });

  it("are held, captured, refunded and paid out to the unit", async () => {
    const { id, clientSecret } = await merchant.askFor({ amount: PAID_DECIMAL, reference: "large" });
    await preApprove(clientSecret);
    const paid = await seen(id, "it is captured", ({ status }) => status === "SUCCEEDED");
    expect(paid).to.include({ amount: PAID, amountAuthorized: PAID, amountCaptured: PAID, fee: FEE });
    await merchant.api.command(
      "refundCreate",
      { paymentId: id, amount: REFUNDED_DECIMAL, idempotencyKey: randomUUID() },
      "refund { id }",
    );
    await seen(id, "a part is refunded", ({ amountRefunded }) => amountRefunded === REFUNDED);
    await until("nothing waits for the chain", async () => (await merchant.balance()).reserved === 0n);
    expect(await merchant.balance()).to.include({ available: PAID_OUT, pending: 0n, escrowed: 0n });
    const { settlementBatch } = await merchant.api.command<{ settlementBatch: { statementUrl: string } }>(
      "settlementRunNow",
      { assetId: merchant.assetId, idempotencyKey: randomUUID() },
      "settlementBatch { statementUrl(format: CSV) }",
    );
    statement = await (await fetch(app.url + settlementBatch.statementUrl)).text();
    const payout = await until("it is paid out", async () =>
      (await merchant.payouts()).find(({ status }) => status === "PAID"),
    );
    expect(payout.amount).to.equal(PAID_OUT);
    expect(await merchant.balance()).to.deep.equal({
      escrowed: 0n,
      pending: 0n,
      available: 0n,
      reserved: 0n,
    });
  });

  it("are the chain's own amounts", async () => {
    const events = await readChainEvents(chain);
    const amountOf = (name: string) => events.find((event) => event.name === name)?.args.amount;
    expect(amountOf("PaymentAuthorized")).to.equal(PAID);
    expect(amountOf("PaymentCaptured")).to.equal(PAID);
    expect(amountOf("PaymentRefunded")).to.equal(REFUNDED);
    expect(amountOf("PayoutSent")).to.equal(PAID_OUT);
    const plain = await chain.local.connection.ethers.getContractAt("PlainToken", token);
    const balances = chain.wallets.slice(0, 2).map(({ address }) => plain.getFunction("balanceOf")(address));
    expect(await Promise.all(balances)).to.deep.equal([PAID_OUT, REFUNDED]);
  });

  it("come with webhooks and from the API as text, digit by digit", async () => {
    await merchant.allDelivered(60_000);
    const bodies = [...sink.verified(secret).values()];
    const objectOf = (type: string) => bodies.find((body) => body.type === type)?.data.object;
    expect(objectOf("payment.succeeded")).to.deep.include({ amount: String(PAID) });
    expect(objectOf("refund.succeeded")).to.deep.include({ amount: String(REFUNDED) });
    expect(objectOf("payout.paid")).to.deep.include({ amount: String(PAID_OUT) });
    const { payments } = await merchant.api.ask<{ payments: { nodes: object[] } }>(
      "{ payments(first: 1) { nodes { amount { atomic decimal } fee { atomic decimal } } } }",
    );
    expect(payments.nodes).to.deep.equal([
      {
        amount: { atomic: "1000000000000000000000000000001", decimal: PAID_DECIMAL },
        fee: { atomic: "3700000000000000000000000000", decimal: "3700000000" },
      },
    ]);
  });

  it("stand in the statement to the last digit, and add up to what was paid out", () => {
    const [, capture = "", refund = "", ...others] = statement.trim().split("\n");
    expect(others).to.deep.equal([]);
    expect(capture.split(",")).to.include.members([
      "CAPTURE_FINAL",
      "large",
      PAID_DECIMAL,
      "3700000000",
      String(PAID - FEE),
    ]);
    expect(refund.split(",")).to.include.members(["REFUND_REQUESTED", `-${REFUNDED}`, PAID_OUT_DECIMAL]);
  });

  it("end below 2^120, and nothing is kept of what is refused", async () => {
    const ask = (amount: string) => merchant.askFor({ amount, reference: `of ${amount}` }).catch(String);
    const refusal = await ask("1329227995784915872.903807060280344576"); // 2^120
    expect(refusal).to.contain("AMOUNT_TOO_LARGE");
    expect(await merchant.payments()).to.have.length(1);
    await ask("1329227995784915872.903807060280344575");
    const [largest] = (await merchant.payments()).filter(({ amount }) => amount !== PAID);
    expect(largest?.amount).to.equal(2n ** 120n - 1n);
  });

  function seen(id: string, what: string, is: (payment: PaymentView) => boolean): Promise<PaymentView> {
    return until(what, async () => (await merchant.payments()).find((each) => each.id === id && is(each)));
  }

  /** A token without signatures of its own: the payer sends two transactions. */
  async function preApprove(clientSecret: string): Promise<void> {
    const payer = chain.wallets[1];
    if (!payer) throw new Error("there are wallets enough");
    const door = new ApiClient(`${app.url}/storefront`);
    const who = { clientSecret, payer: payer.address };
    const { preparedPayment } = await door.command<{
      preparedPayment: { preApproval: Record<"approve" | "preApprove", { to: Address; data: string }> };
    }>(
      "paymentPrepare",
      who,
      "preparedPayment { preApproval { approve { to data } preApprove { to data } } }",
    );
    const { approve, preApprove } = preparedPayment.preApproval;
    await chain.send(payer, approve);
    const txHash = await chain.send(payer, preApprove);
    await door.command("paymentTransactionSubmit", { ...who, txHash }, "checkoutPayment { id }");
  }
});
