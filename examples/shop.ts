// A shop's back end: it sells, learns by webhook that it was paid, and gives money back.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createClient, OutcomeUnknown, verifyWebhook } from "tallystick/client";

interface Order {
  readonly paymentId: string;
  readonly clientSecret: string;
  status: "OPEN" | "PAID" | "REFUNDED";
}

export function openShop(settings: { url: string; key: string; webhookSecrets: string[]; assetId: string }) {
  const tallystick = createClient(settings);
  /** A real shop has a database; what is keyed by the order is the same there. */
  const orders = new Map<string, Order>();

  /** POST /orders/:number {amount}: answers what the payer's page needs. */
  async function order(number: string, { amount }: { amount: string }) {
    const { payment } = await tallystick.paymentCreate({
      assetId: settings.assetId,
      amount,
      merchantReference: number,
      captureMethod: "AUTOMATIC",
      idempotencyKey: `order ${number}`, // the order again, after a crash or a second click, is the same payment
    });
    const known = orders.get(number);
    orders.set(
      number,
      known ?? { paymentId: payment.id, clientSecret: payment.clientSecret, status: "OPEN" },
    );
    return orders.get(number);
  }

  /** POST /orders/:number/refund: all that was paid. */
  async function refund(number: string) {
    const sold = orders.get(number);
    if (!sold) return undefined;
    const { refund: made } = await tallystick.refundCreate({
      paymentId: sold.paymentId,
      idempotencyKey: `refund of ${number}`,
    });
    return made;
  }

  /** POST /webhooks: the same event may come twice, and late; what it sets is set for good. */
  function hear(payload: string, headers: IncomingMessage["headers"]) {
    const event = verifyWebhook({ payload, headers, secrets: settings.webhookSecrets });
    const { object } = event.data;
    const id = event.type.startsWith("refund.") ? object.paymentId : object.id;
    const told = [...orders.values()].find(({ paymentId }) => paymentId === id);
    if (told && event.type === "payment.succeeded" && told.status === "OPEN") told.status = "PAID";
    if (told && event.type === "refund.succeeded") told.status = "REFUNDED";
  }

  async function answer(request: IncomingMessage, response: ServerResponse) {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString("utf8");
    const [, place, number = "", verb] = (request.url ?? "").split("/");
    const say = (status: number, value?: unknown) => response.writeHead(status).end(JSON.stringify(value));
    if (request.method !== "POST") return say(place === "orders" ? 200 : 404, orders.get(number));
    if (place === "webhooks") return say(200, hear(body, request.headers));
    if (place !== "orders") return say(404);
    return say(200, verb === "refund" ? await refund(number) : await order(number, JSON.parse(body)));
  }

  return createServer((request, response) => {
    answer(request, response).catch((error: Error) => {
      // 503: ask again, the answer will say what became of it.
      response.writeHead(error instanceof OutcomeUnknown ? 503 : 400).end(error.message);
    });
  });
}
