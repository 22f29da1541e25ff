import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";

/** Deliveries that are refused once although nothing is wrong with them, so that retries happen: every so many. */
const REFUSE_EVERY = 60;

/** Longest time without a single delivery while some are missing: retries come after 5 and 30 seconds. */
const PATIENCE_MS = 90_000;

/** The shop's own little server for webhooks. */
export class WebhookReceiver {
  readonly #server: Server;
  readonly #bodies = new Map<string, string>();
  readonly #accepted = new Set<string>();
  readonly #refused = new Set<string>();
  readonly #faults: string[] = [];
  #duplicates = 0;
  #webhook: Webhook | undefined;
  #changed: () => void = () => undefined;

  private constructor() {
    this.#server = createServer((request, response) => {
      this.#answer(request).then(
        (status) => response.writeHead(status).end(),
        () => response.destroy(),
      );
    });
  }

  /** Listens on a free port of the loopback. */
  static async start(): Promise<WebhookReceiver> {
    const receiver = new WebhookReceiver();
    await new Promise<void>((resolve, reject) => {
      receiver.#server.once("error", reject);
      receiver.#server.listen(0, "127.0.0.1", resolve);
    });
    return receiver;
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo; // a TCP server's address is never a string
    return `http://127.0.0.1:${port}/webhooks`;
  }

  verifyWith(secret: string): void {
    this.#webhook = new Webhook(secret);
  }

  /** Webhooks whose signature was verified and that were accepted, each counted once. */
  get verified(): number {
    return this.#accepted.size;
  }

  /** Deliveries of something that was accepted before, or that came with another body than before. */
  get duplicates(): number {
    return this.#duplicates;
  }

  /** Deliveries that were refused on purpose. */
  get refused(): number {
    return this.#refused.size;
  }

  /** How many of them came again and were accepted. */
  get retried(): number {
    return [...this.#refused].filter((id) => this.#accepted.has(id)).length;
  }

  get faults(): readonly string[] {
    return this.#faults;
  }

  /** Waits until every one of these webhooks was accepted, for as long as deliveries keep coming. */
  async until(ids: readonly string[], onProgress: (accepted: number) => void): Promise<void> {
    for (;;) {
      const missing = this.missing(ids).length;
      onProgress(ids.length - missing);
      if (missing === 0 || !(await this.#nextDelivery())) return;
    }
  }

  /** The ids in the list that were not accepted. */
  missing(ids: readonly string[]): string[] {
    return ids.filter((id) => !this.#accepted.has(id));
  }

  /** The ids that were accepted and are not in the list. */
  notAmong(ids: readonly string[]): string[] {
    const known = new Set(ids);
    return [...this.#accepted].filter((id) => !known.has(id));
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  /** False when none came in a long time. */
  #nextDelivery(): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), PATIENCE_MS);
      this.#changed = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });
  }

  async #answer(request: IncomingMessage): Promise<number> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer); // no encoding is set
    const body = Buffer.concat(chunks).toString("utf8");
    const id = String(request.headers["webhook-id"]);
    try {
      if (!this.#webhook) throw new Error("it came before there was a secret");
      this.#webhook.verify(body, signedHeaders(request.headers));
    } catch (error) {
      this.#faults.push(`webhook ${id}: ${(error as Error).message}`);
      return 400;
    }
    return this.#take(id, body);
  }

  #take(id: string, body: string): number {
    const before = this.#bodies.get(id);
    if (this.#accepted.has(id) || (before !== undefined && before !== body)) {
      this.#duplicates += 1;
      this.#faults.push(`webhook ${id} came again${before === body ? "" : " with another body"}`);
    }
    this.#bodies.set(id, body);
    if (before === undefined && this.#bodies.size % REFUSE_EVERY === 1) {
      this.#refused.add(id);
      return 500;
    }
    this.#accepted.add(id);
    this.#changed();
    return 204;
  }
}

function signedHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const names = ["webhook-id", "webhook-timestamp", "webhook-signature"];
  return Object.fromEntries(names.map((name) => [name, String(headers[name])]));
}
