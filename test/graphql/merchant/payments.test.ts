import { expect } from "chai";
import { isId } from "../../../src/kernel/ids/ids.ts";
import { type Journey, startJourney } from "../../fixtures/journey.ts";
import { ASSET, type Shop } from "../../fixtures/shop.ts";
import { type DoorWorld, openDoors } from "../doorWorld.ts";

const CREATE = `mutation ($input: PaymentCreateInput!) {
  paymentCreate(input: $input) {
    payment { id status clientSecret captureMethod amount { atomic decimal asset { assetId symbol decimals } } merchantReference }
    userErrors { __typename code path message retryable ... on LimitExceededError { limit } ... on InvalidStateError { current allowed } }
    idempotentReplay
  }
}`;

describe("payments at the merchant door", () => {
  let world: DoorWorld;
  let shop: Shop;
  let journey: Journey;
  let key: string;
  before(async () => {
    world = await openDoors();
    shop = await world.openShop();
    journey = startJourney(world, shop);
    key = await world.keyOf(shop);
  });
  after(() => world.close());
  let count = 0;
  const create = (input: object, as = key) => {
    count += 1;
    const variables = { input: { assetId: ASSET, amount: "12.50", idempotencyKey: `k${count}`, ...input } };
    return world.ask(CREATE, { key: as, variables });
  };

  it("creates a payment", async () => {
    const answer = await create({ merchantReference: "order 1", captureMethod: "MANUAL" });
    expect(answer.errors).to.equal(undefined);
    const { payment, userErrors, idempotentReplay } = answer.data.paymentCreate;
    expect(isId("Payment", payment.id)).to.equal(true);
    expect(payment).to.deep.include({
      status: "REQUIRES_PAYMENT",
      captureMethod: "MANUAL",
      merchantReference: "order 1",
      amount: {
        atomic: "12500000",
        decimal: "12.5",
        asset: { assetId: ASSET, symbol: "TUSD", decimals: 6 },
      },
    });
    expect(payment.clientSecret).to.match(new RegExp(`^${payment.id}_secret_`));
    expect({ userErrors, idempotentReplay }).to.deep.equal({ userErrors: [], idempotentReplay: false });
  });

  it("answers the same key and input alike, and refuses the key for other input", async () => {
    const first = await create({ idempotencyKey: "same" });
    const second = await create({ idempotencyKey: "same" });
    expect(second.data.paymentCreate.idempotentReplay).to.equal(true);
    expect(second.data.paymentCreate.payment).to.deep.equal(first.data.paymentCreate.payment);
    const third = await create({ idempotencyKey: "same", amount: "13" });
    expect(third.data.paymentCreate.payment).to.equal(null);
    expect(third.data.paymentCreate.userErrors[0]).to.deep.include({
      __typename: "IdempotencyConflictError",
      code: "IDEMPOTENCY_KEY_REUSED",
      path: ["input", "idempotencyKey"],
      retryable: false,
    });
  });

  it("refuses in the payload what the business refuses", async () => {
    const refusals: [object, object][] = [
      [
        { amount: "0" },
        { code: "AMOUNT_NOT_POSITIVE", __typename: "GeneralError", path: ["input", "amount"] },
      ],
      [{ amount: "-1" }, { code: "AMOUNT_NOT_POSITIVE", path: ["input", "amount"] }],
      [{ amount: "1.0000001" }, { code: "AMOUNT_PRECISION", path: ["input", "amount"] }],
      [
        { amount: "1329227995784915872903807060280.344576" },
        {
          code: "AMOUNT_TOO_LARGE",
          __typename: "LimitExceededError",
          path: ["input", "amount"],
          limit: "1329227995784915872903807060280344575",
        },
      ],
      [{ assetId: "TUSD" }, { code: "ASSET_UNKNOWN", path: ["input", "assetId"] }],
      [{ assetId: `${ASSET.slice(0, -1)}8` }, { code: "ASSET_UNKNOWN" }],
      [{ idempotencyKey: "" }, { code: "INVALID_INPUT", path: ["input", "idempotencyKey"] }],
      [{ idempotencyKey: "k".repeat(256) }, { code: "INVALID_INPUT", path: ["input", "idempotencyKey"] }],
      [{ merchantReference: "" }, { code: "INVALID_INPUT", path: ["input", "merchantReference"] }],
      [{ merchantReference: "r".repeat(201) }, { code: "INVALID_INPUT" }],
      [{ description: "d".repeat(501) }, { code: "INVALID_INPUT", path: ["input", "description"] }],
      [{ metadata: [] }, { code: "INVALID_INPUT", path: ["input", "metadata"] }],
      [{ metadata: "text" }, { code: "INVALID_INPUT" }],
      [{ metadata: { text: "x".repeat(8_192) } }, { code: "INVALID_INPUT" }],
      [{ metadata: JSON.parse(`${'{"a":'.repeat(12)}1${"}".repeat(12)}`) }, { code: "INVALID_INPUT" }],
      [{ expiresInSeconds: 1 }, { code: "INVALID_INPUT", path: ["input", "expiresInSeconds"] }],
    ];
    for (const [input, refusal] of refusals) {
      const answer = await create(input);
      expect(answer.errors, JSON.stringify(input)).to.equal(undefined);
      expect(answer.data.paymentCreate.payment).to.equal(null);
      expect(answer.data.paymentCreate.userErrors[0]).to.deep.include(refusal);
    }
  });

  it("keeps the merchant's own data as it was given", async () => {
    const metadata = { order: { lines: [1, "zwei", null, true], ключ: "値" } };
    const answer = await world.ask(
      "mutation ($input: PaymentCreateInput!) { paymentCreate(input: $input) { payment { metadata } userErrors { code } } }",
      { key, variables: { input: { assetId: ASSET, amount: "1", idempotencyKey: "metadata", metadata } } },
    );
    expect(answer.data.paymentCreate).to.deep.equal({ payment: { metadata }, userErrors: [] });
  });

  it("holds the largest amount exactly", async () => {
    const answer = await create({ amount: "1329227995784915872903807060280.344575" });
    expect(answer.data.paymentCreate.payment.amount).to.deep.include({
      atomic: "1329227995784915872903807060280344575",
      decimal: "1329227995784915872903807060280.344575",
    });
  });

  it("captures, voids and refunds, and shows each in the payment", async () => {
    const asked = await journey.ask();
    await journey.pay(asked);
    const capture = await world.ask(
      `mutation ($id: ID!) { paymentCapture(input: {paymentId: $id, amount: "40", idempotencyKey: "c1"}) {
        capture { id status amount { decimal } fee { decimal } net { decimal } payment { id } transaction { id } }
        payment { amountCapturable { decimal } captures { nodes { status } } } userErrors { code } } }`,
      { key, variables: { id: asked.id } },
    );
    expect(capture.data.paymentCapture).to.deep.include({
      userErrors: [],
      payment: { amountCapturable: { decimal: "60" }, captures: { nodes: [{ status: "PENDING" }] } },
    });
    expect(capture.data.paymentCapture.capture).to.deep.include({
      status: "PENDING",
      amount: { decimal: "40" },
      fee: { decimal: "0.4" },
      net: { decimal: "39.6" },
      payment: { id: asked.id },
      transaction: null,
    });
    const more = await world.ask(
      `mutation ($id: ID!) { paymentCapture(input: {paymentId: $id, amount: "61", idempotencyKey: "c2"}) {
        capture { id } userErrors { code path ... on LimitExceededError { limit } } } }`,
      { key, variables: { id: asked.id } },
    );
    expect(more.data.paymentCapture).to.deep.equal({
      capture: null,
      userErrors: [
        { code: "PAYMENT_CAPTURE_EXCEEDS_AUTHORIZATION", path: ["input", "amount"], limit: "60000000" },
      ],
    });
    const voided = await world.ask(
      `mutation ($id: ID!) { paymentVoid(input: {paymentId: $id, idempotencyKey: "v"}) { payment { id } userErrors { code retryable } } }`,
      { key, variables: { id: asked.id } },
    );
    expect(voided.data.paymentVoid.userErrors).to.deep.equal([
      { code: "PAYMENT_OPERATION_PENDING", retryable: true },
    ]);
    const refund = await world.ask(
      `mutation ($id: ID!) { refundCreate(input: {paymentId: $id, idempotencyKey: "r"}) { refund { id } userErrors { code } } }`,
      { key, variables: { id: asked.id } },
    );
    expect(refund.data.refundCreate).to.deep.equal({
      refund: null,
      userErrors: [{ code: "REFUND_EXCEEDS_CAPTURED" }],
    });
  });

  it("finds a payment by each of its names", async () => {
    const asked = await journey.ask({ merchantReference: "by name" });
    await journey.pay(asked);
    const { onchainId } = await journey.now(asked);
    const names = [{ id: asked.id }, { merchantReference: "by name" }, { onchainId }];
    for (const variables of names) {
      const answer = await world.ask(
        `query ($id: ID, $merchantReference: String, $onchainId: Bytes32) {
          payment(id: $id, merchantReference: $merchantReference, onchainId: $onchainId) { id merchant { id name } payer asOf { number } } }`,
        { key, variables },
      );
      expect(answer.data.payment).to.deep.include({
        id: asked.id,
        merchant: { id: shop.merchantId, name: "Shop" },
      });
    }
    for (const variables of [{}, { id: asked.id, merchantReference: "by name" }]) {
      const answer = await world.ask(
        `query ($id: ID, $merchantReference: String) { payment(id: $id, merchantReference: $merchantReference) { id } }`,
        { key, variables },
      );
      expect(answer.errors?.[0]?.extensions.code).to.equal("BAD_USER_INPUT");
    }
  });

  it("shows no other merchant's payment, by any way", async () => {
    const asked = await journey.ask({ merchantReference: "mine" });
    const stranger = await world.keyOf(await world.openShop());
    const answer = await world.ask(
      `query ($id: ID!) { payment(id: $id) { id } node(id: $id) { id } nodes(ids: [$id]) { id } payments(first: 5) { nodes { id } } }`,
      { key: stranger, variables: { id: asked.id } },
    );
    expect(answer.data).to.deep.equal({ payment: null, node: null, nodes: [null], payments: { nodes: [] } });
    const voided = await world.ask(
      `mutation ($id: ID!) { paymentVoid(input: {paymentId: $id, idempotencyKey: "x"}) { userErrors { code } } }`,
      { key: stranger, variables: { id: asked.id } },
    );
    expect(voided.data.paymentVoid.userErrors).to.deep.equal([{ code: "NOT_FOUND" }]);
  });
});
