import { expect } from "chai";
import { startJourney } from "../../fixtures/journey.ts";
import type { Shop } from "../../fixtures/shop.ts";
import {
  deliver,
  openReceiver,
  type Receiver,
  webhooksContext,
} from "../../modules/webhooks/webhookWorld.ts";
import { type DoorWorld, openDoors } from "../doorWorld.ts";

const CREATE = `mutation ($input: WebhookEndpointCreateInput!) { webhookEndpointCreate(input: $input) {
  webhookEndpoint { id url events status apiVersion } secret userErrors { code path } } }`;
const DELIVERIES = `{ webhookDeliveries(first: 10) { nodes { id status attemptCount endpoint { url } event { type object { id } }
  attempts { statusCode failure } redeliveryOf { id } } } }`;

describe("webhooks at the merchant door", () => {
  let world: DoorWorld;
  let shop: Shop;
  let key: string;
  let receiver: Receiver;
  before(async () => {
    world = await openDoors();
    shop = await world.openShop();
    key = await world.keyOf(shop);
    receiver = await openReceiver();
  });
  after(async () => {
    await receiver.close();
    await world.close();
  });

  it("makes an endpoint, shows its secret once, and what was delivered to it", async () => {
    const made = await world.ask(CREATE, {
      key,
      variables: { input: { url: receiver.url, events: ["PAYMENT_CREATED"] } },
    });
    const { webhookEndpoint, secret, userErrors } = made.data.webhookEndpointCreate;
    expect(userErrors).to.deep.equal([]);
    expect(secret).to.match(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(webhookEndpoint).to.deep.include({
      events: ["PAYMENT_CREATED"],
      status: "ENABLED",
      apiVersion: "2026-11-22",
    });
    const listed = await world.ask("{ webhookEndpoints(first: 5) { nodes { id url } } }", { key });
    expect(listed.data.webhookEndpoints.nodes).to.deep.equal([{ id: webhookEndpoint.id, url: receiver.url }]);

    const payment = await startJourney(world, shop).ask();
    await world.publish();
    const context = { ...webhooksContext(), clock: world.clock };
    expect(await deliver(world.database, context)).to.equal(1);
    expect(JSON.parse(receiver.received[0]?.body ?? "").data.object.id).to.equal(payment.id);
    const [delivery] = (await world.ask(DELIVERIES, { key })).data.webhookDeliveries.nodes;
    expect(delivery).to.deep.include({
      status: "DELIVERED",
      attemptCount: 1,
      endpoint: { url: receiver.url },
      event: { type: "PAYMENT_CREATED", object: { id: payment.id } },
      attempts: [{ statusCode: 204, failure: null }],
      redeliveryOf: null,
    });

    const again = await world.ask(
      `mutation ($id: ID!) { webhookDeliveryRedeliver(input: {deliveryId: $id}) { webhookDelivery { id status redeliveryOf { id } } userErrors { code } } }`,
      { key, variables: { id: delivery.id } },
    );
    expect(again.data.webhookDeliveryRedeliver).to.deep.include({ userErrors: [] });
    expect(again.data.webhookDeliveryRedeliver.webhookDelivery).to.deep.include({
      status: "PENDING",
      redeliveryOf: { id: delivery.id },
    });
    const filtered = await world.ask(
      "query ($id: ID!) { webhookDeliveries(first: 10, filter: {endpointId: $id, status: [PENDING]}) { nodes { id } } }",
      { key, variables: { id: webhookEndpoint.id } },
    );
    expect(filtered.data.webhookDeliveries.nodes).to.have.length(1);
  });

  it("refuses what cannot receive, and a stranger's delivery", async () => {
    const refused = await world.ask(CREATE, { key, variables: { input: { url: "not a url" } } });
    expect(refused.data.webhookEndpointCreate).to.deep.equal({
      webhookEndpoint: null,
      secret: null,
      userErrors: [{ code: "WEBHOOK_URL_REFUSED", path: ["input", "url"] }],
    });
    const [delivery] = (await world.ask(DELIVERIES, { key })).data.webhookDeliveries.nodes;
    const stranger = await world.keyOf(await world.openShop());
    const theirs = await world.ask(
      "mutation ($id: ID!) { webhookDeliveryRedeliver(input: {deliveryId: $id}) { webhookDelivery { id } userErrors { code } } }",
      { key: stranger, variables: { id: delivery.id } },
    );
    expect(theirs.data.webhookDeliveryRedeliver).to.deep.equal({
      webhookDelivery: null,
      userErrors: [{ code: "NOT_FOUND" }],
    });
    expect((await world.ask(DELIVERIES, { key: stranger })).data.webhookDeliveries.nodes).to.deep.equal([]);
  });
});
