import { expect } from "chai";
import { Wallet } from "ethers";
import { type Journey, startJourney } from "../../fixtures/journey.ts";
import { ASSET, CHAIN, CONTRACTS, type Shop, TOKEN } from "../../fixtures/shop.ts";
import { type DoorWorld, openDoors } from "../doorWorld.ts";

const AT = "/storefront" as const;
const PREPARE = `mutation ($input: PaymentPrepareInput!) { paymentPrepare(input: $input) {
  preparedPayment { payer onchainId
    authorization { typedData validAfter validBefore }
    preApproval { approve { chainId to data value } preApprove { chainId to data value } } }
  userErrors { code path } } }`;
const SUBMIT = `mutation ($input: PaymentAuthorizationSubmitInput!) { paymentAuthorizationSubmit(input: $input) {
  checkoutPayment { id status payer onchainId } userErrors { code path } idempotentReplay } }`;

describe("checkout at the storefront door", () => {
  let world: DoorWorld;
  let shop: Shop;
  let journey: Journey;
  before(async () => {
    world = await openDoors();
    shop = await world.openShop();
    journey = startJourney(world, shop);
  });
  after(() => world.close());

  async function ask(change: Parameters<Journey["ask"]>[0] = {}) {
    const payment = await journey.ask(change);
    return { payment, clientSecret: world.services.payments.clientSecretOf(payment.id) };
  }
  const run = async (query: string, input: object) => {
    const answer = await world.ask(query, { at: AT, variables: { input } });
    expect(answer.errors).to.equal(undefined);
    // biome-ignore lint/suspicious/noExplicitAny: answers are read by the test that knows their shape
    return Object.values(answer.data)[0] as Record<string, any>;
  };

  it("shows a payment to whoever has its secret, and nothing of the merchant's", async () => {
    const { payment, clientSecret } = await ask({ description: "Two coffees", merchantReference: "private" });
    const answer = await world.ask(
      `query ($clientSecret: String!) { checkoutPayment(clientSecret: $clientSecret) {
        id merchantName description status livemode amount { decimal asset { assetId symbol } } payer expiresAt } }`,
      { at: AT, variables: { clientSecret } },
    );
    expect(answer.data.checkoutPayment).to.deep.equal({
      id: payment.id,
      merchantName: "Shop",
      description: "Two coffees",
      status: "REQUIRES_PAYMENT",
      livemode: false,
      amount: { decimal: "100", asset: { assetId: ASSET, symbol: "TUSD" } },
      payer: null,
      expiresAt: "2026-01-01T00:15:00.000Z",
    });
    expect(answer.extensions.cost).to.include({ requested: 3, actual: 3 });
  });

  it("opens nothing with a wrong secret", async () => {
    const { payment, clientSecret } = await ask();
    const other = (await ask()).clientSecret;
    for (const wrong of [
      payment.id,
      `${clientSecret}x`,
      clientSecret.replace(/_secret_.*/, other.replace(/.*_secret_/, "_secret_")),
    ]) {
      const answer = await world.ask("query ($s: String!) { checkoutPayment(clientSecret: $s) { id } }", {
        at: AT,
        variables: { s: wrong },
      });
      expect(answer.data, wrong).to.deep.equal({ checkoutPayment: null });
      const prepared = await run(PREPARE, { clientSecret: wrong, payer: Wallet.createRandom().address });
      expect(prepared.userErrors).to.deep.include({ code: "NOT_FOUND", path: [] });
    }
  });

  it("says how a wallet can pay: by signature, or by two transactions", async () => {
    const { payment, clientSecret } = await ask();
    const payer = Wallet.createRandom().address;
    const { preparedPayment } = await run(PREPARE, { clientSecret, payer });
    const { authorization, preApproval } = preparedPayment as never as {
      authorization: {
        typedData: { domain: object; primaryType: string; message: object };
        validBefore: string;
      };
      preApproval: { approve: object; preApprove: object };
    };
    expect(authorization.typedData.primaryType).to.equal("ReceiveWithAuthorization");
    expect(authorization.typedData.domain).to.deep.equal({
      name: "Test Dollar",
      version: "1",
      chainId: "31337",
      verifyingContract: TOKEN,
    });
    expect(authorization.typedData.message).to.deep.include({
      from: payer,
      to: CONTRACTS.paymentCollector,
      value: "100000000",
    });
    expect(authorization.validBefore).to.equal(String(payment.expiresAt.getTime() / 1000));
    expect(preApproval.approve).to.deep.include({ chainId: CHAIN, to: TOKEN, value: "0" });
    expect(preApproval.preApprove).to.deep.include({
      chainId: CHAIN,
      to: CONTRACTS.paymentCollector,
      value: "0",
    });
  });

  it("takes the payer's signature, once", async () => {
    const { payment, clientSecret } = await ask();
    const signed = await journey.sign(payment);
    const input = {
      clientSecret,
      payer: signed.payer,
      scheme: "EIP3009",
      validAfter: String(signed.validAfter),
      validBefore: String(signed.validBefore),
      signature: signed.signature,
    };
    const taken = await run(SUBMIT, input);
    expect(taken.checkoutPayment).to.deep.equal({
      id: payment.id,
      status: "CONFIRMING",
      payer: signed.payer,
      onchainId: signed.onchainId,
    });
    expect((await run(SUBMIT, input)).idempotentReplay).to.equal(true);
    const second = await journey
      .sign(payment, Wallet.createRandom() as never)
      .catch((error: { code: string }) => error);
    expect(second).to.have.property("code", "INVALID_STATE");
  });

  it("refuses a signature of somebody else, or for other terms", async () => {
    const { payment, clientSecret } = await ask();
    const signed = await journey.sign(payment);
    const input = {
      clientSecret,
      payer: signed.payer,
      scheme: "EIP3009",
      validAfter: "0",
      validBefore: String(signed.validBefore),
      signature: signed.signature,
    };
    const wrong: [object, string][] = [
      [{ payer: Wallet.createRandom().address }, "SIGNATURE_INVALID"],
      [{ validBefore: String(signed.validBefore + 1) }, "SIGNATURE_INVALID"],
      [{ validAfter: "999999999999999" }, "INVALID_INPUT"],
      [{ signature: "0x" }, "SIGNATURE_INVALID"],
      [{ payer: "0x12" }, "ADDRESS_MALFORMED"],
      [{ payer: signed.payer.replace(/[a-f]/, (letter) => letter.toUpperCase()) }, "ADDRESS_CHECKSUM"],
    ];
    for (const [change, code] of wrong) {
      const refused = await run(SUBMIT, { ...input, ...change });
      expect(refused.checkoutPayment).to.equal(null);
      expect((refused.userErrors as { code: string }[])[0]?.code, JSON.stringify(change)).to.equal(code);
    }
    expect((await journey.now(payment)).status).to.equal("REQUIRES_PAYMENT");
  });

  it("takes note of a transaction", async () => {
    const { payment, clientSecret } = await ask();
    const payer = Wallet.createRandom().address;
    await run(PREPARE, { clientSecret, payer });
    const noted = await run(
      `mutation ($input: PaymentTransactionSubmitInput!) { paymentTransactionSubmit(input: $input) { checkoutPayment { id status } userErrors { code } } }`,
      { clientSecret, payer, txHash: `0x${"ab".repeat(32)}` },
    );
    expect(noted).to.deep.equal({
      checkoutPayment: { id: payment.id, status: "REQUIRES_PAYMENT" },
      userErrors: [],
    });
  });

  it("refuses to prepare what has expired", async () => {
    const { clientSecret } = await ask({ expiresInSeconds: 30 });
    world.clock.advance(31);
    const refused = await run(PREPARE, { clientSecret, payer: Wallet.createRandom().address });
    expect(refused.userErrors).to.deep.equal([{ code: "PAYMENT_EXPIRED", path: [] }]);
  });

  it("acts on one payment per request", async () => {
    const [one, two] = [(await ask()).clientSecret, (await ask()).clientSecret];
    const answer = await world.ask(
      "query ($a: String!, $b: String!) { a: checkoutPayment(clientSecret: $a) { id } b: checkoutPayment(clientSecret: $b) { id } }",
      { at: AT, variables: { a: one, b: two } },
    );
    expect(answer.errors?.[0]?.extensions.code).to.equal("BAD_USER_INPUT");
  });

  it("shows chains, assets and assets as nodes to anybody, from any origin, without credentials", async () => {
    const answer = await world.post(
      AT,
      '{"query":"{chains{id name livemode} assets(first: 5){nodes{id assetId}}}"}',
      {
        origin: "https://shop.example",
      },
    );
    expect(answer.data.chains).to.deep.equal([{ id: CHAIN, name: "Local", livemode: false }]);
    expect(answer.data.assets.nodes[0].assetId).to.equal(ASSET);
    expect(answer.headers.get("access-control-allow-origin")).to.equal("*");
    expect(answer.headers.get("access-control-allow-credentials")).to.equal(null);
    const node = await world.ask("query ($id: ID!) {node(id: $id) {__typename id}}", {
      at: AT,
      variables: { id: answer.data.assets.nodes[0].id },
    });
    expect(node.data.node.__typename).to.equal("Asset");
    const payment = await ask();
    const hidden = await world.ask("query ($id: ID!) {node(id: $id) {id}}", {
      at: AT,
      variables: { id: payment.payment.id },
    });
    expect(hidden.data.node).to.equal(null);
  });
});

describe("the storefront in production", () => {
  it("tells strangers nothing about its schema", async () => {
    const world = await openDoors({ isProduction: true });
    const introspection = await world.ask("{__schema{types{name}}}", { at: AT });
    expect(introspection.errors?.[0]?.extensions.code).to.equal("VALIDATION_FAILED");
    const typo = await world.ask("{chain{id}}", { at: AT });
    expect(typo.errors?.[0]?.message).not.to.match(/did you mean/i);
    expect((await world.ask("{__schema{types{name}}}", { at: "/graphql" })).errors).to.equal(undefined);
    await world.close();
  });
});
