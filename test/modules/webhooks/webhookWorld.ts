import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Database } from "../../../src/db/database.ts";
import { webhookDeliverer } from "../../../src/jobs/workers/deliverWebhooks.worker.ts";
import { publishEventsPass } from "../../../src/jobs/workers/publishEvents.worker.ts";
import type { EventType } from "../../../src/kernel/events/domainEvent.ts";
import { type Id, newId } from "../../../src/kernel/ids/ids.ts";
import type { MerchantCaller } from "../../../src/modules/merchants/index.ts";
import {
  aesGcmSealer,
  type CreatedWebhookEndpoint,
  checkTarget,
  createEndpoint,
  postWebhook,
  type WebhooksContext,
} from "../../../src/modules/webhooks/index.ts";
import { asSystem, NOW } from "../merchants/merchantWorld.ts";

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A merchant's server: answers as the test says and remembers what it got. */
export interface Receiver {
  readonly url: string;
  readonly received: Received[];
  answer: (response: ServerResponse, request: Received) => void;
  close(): Promise<void>;
}

export async function openReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const got = { headers: request.headers, body: Buffer.concat(chunks).toString("utf8") };
      received.push(got);
      receiver.answer(response, got);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`,
    received,
    answer: (response) => response.writeHead(204).end(),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return receiver;
}

/** A context whose clock the test moves; jitter is nil at random = 0.5. */
export function webhooksContext(
  changes: Partial<WebhooksContext["target"]> = {},
): WebhooksContext & { at: Date } {
  const context = {
    at: NOW,
    clock: { now: () => context.at },
    sealer: aesGcmSealer(new Uint8Array(32).fill(7)),
    random: () => 0.5,
    target: {
      allowPrivate: true,
      resolve: async () => [{ address: "127.0.0.1", family: 4 }],
      timeoutMs: 300,
      ...changes,
    },
    post: postWebhook,
  };
  return context;
}

export async function addEndpoint(
  database: Database,
  order: { caller: MerchantCaller; url: string; eventTypes?: readonly EventType[]; context: WebhooksContext },
): Promise<CreatedWebhookEndpoint> {
  const target = await checkTarget(order.url, order.context.target);
  const { merchantId, livemode } = order.caller;
  const command = { merchantId, livemode, target, eventTypes: order.eventTypes ?? [] };
  return asSystem(database, (tx) => createEndpoint(tx, command, order.context));
}

/** Appends an event as a module does, in a transaction of its own. */
export async function appendEvent(
  database: Database,
  event: { caller: MerchantCaller; type?: EventType; objectId?: string; snapshot?: object },
): Promise<Id<"Event">> {
  const id = newId("Event");
  const objectId = event.objectId ?? newId("Payment");
  await asSystem(database, (tx) =>
    tx
      .insertInto("events")
      .values({
        id,
        merchant_id: event.caller.merchantId,
        livemode: event.caller.livemode,
        type: event.type ?? "payment.created",
        object_id: objectId,
        snapshot: JSON.stringify(event.snapshot ?? { id: objectId, amount: "1250000" }),
        created_at: NOW,
      })
      .execute(),
  );
  return id;
}

/** Runs the relay until nothing is left. Returns whether it published anything. */
export async function publish(database: Database, context: WebhooksContext): Promise<boolean> {
  let published = false;
  const onPublished = () => {
    published = true;
  };
  const pass = publishEventsPass({ database, clock: context.clock, onPublished });
  while (await pass());
  return published;
}

/** Sends what is due and waits for the outcomes. Returns how many attempts were made. */
export async function deliver(database: Database, context: WebhooksContext): Promise<number> {
  const errors: unknown[] = [];
  let attempts = 0;
  const onDone = () => {
    attempts += 1;
  };
  const deliverer = webhookDeliverer({ database, context, onDone, onError: (error) => errors.push(error) });
  await deliverer.pass();
  await deliverer.idle();
  if (errors.length > 0) throw errors[0];
  return attempts;
}
