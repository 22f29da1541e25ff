import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";

/** What every body has, whatever the event. */
export interface WebhookBody {
  readonly id: string;
  readonly type: string;
  readonly sequence: number;
  readonly objectSequence: number;
  readonly data: { readonly object: { readonly id: string } };
}

interface Received {
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** A merchant's own server for webhooks. */
export interface WebhookSink {
  readonly url: string;
  /** How many requests came, those sent again included. */
  received(): number;
  /** Every event by id, checked as a merchant checks: signed with this secret, and the same id always the same body. */
  verified(secret: string): Map<string, WebhookBody>;
  /** Does not answer the next request for such an event: `fault` happens instead. Resolves with the event's id. */
  breakNext(type: string, fault: () => Promise<void>): Promise<string>;
  close(): Promise<void>;
}

export async function startWebhookSink(): Promise<WebhookSink> {
  const requests: Received[] = [];
  const traps: { type: string; fault: () => Promise<void>; done: PromiseWithResolvers<string> }[] = [];

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer); // no encoding is set
    const body = Buffer.concat(chunks).toString("utf8");
    requests.push({ headers: request.headers as Record<string, string>, body }); // repeated headers are joined
    const { id, type } = JSON.parse(body) as WebhookBody;
    const trap = traps.findIndex((candidate) => candidate.type === type);
    const [sprung] = trap === -1 ? [] : traps.splice(trap, 1);
    if (!sprung) return void response.writeHead(204).end();
    await sprung.fault().then(() => sprung.done.resolve(id), sprung.done.reject);
    response.destroy();
  }

  const server = createServer((request, response) => {
    take(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`, // a TCP server's address is never a string
    received: () => requests.length,
    verified: (secret) => verify(requests, secret),
    breakNext(type, fault) {
      const done = Promise.withResolvers<string>();
      traps.push({ type, fault, done });
      return done.promise;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function verify(requests: readonly Received[], secret: string): Map<string, WebhookBody> {
  const verifier = new Webhook(secret);
  const bodies = new Map<string, string>();
  for (const { headers, body } of requests) {
    verifier.verify(body, headers);
    const id = headers["webhook-id"] ?? "";
    const before = bodies.get(id) ?? body;
    if (before !== body) throw new Error(`event ${id} came with two bodies`);
    bodies.set(id, body);
  }
  return new Map([...bodies].map(([id, body]) => [id, JSON.parse(body) as WebhookBody]));
}
