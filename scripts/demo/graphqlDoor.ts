import { setTimeout as pause } from "node:timers/promises";
import { type Client, createClient } from "graphql-ws";

type Variables = Record<string, unknown>;

/** What a door answered instead of data. */
export class DoorRefused extends Error {
  readonly code: string;

  constructor(operation: string, code: string, message: string) {
    super(`${operation}: ${code}: ${message}`);
    this.code = code;
  }
}

interface GraphqlError {
  readonly message: string;
  readonly extensions?: { readonly code?: string; readonly retryAfterSeconds?: number };
}

interface Payload {
  readonly userErrors: readonly { readonly code: string; readonly message: string }[];
}

/** One GraphQL door as any client uses it: JSON over HTTP, and graphql-ws at the same path. */
export class GraphqlDoor {
  readonly #url: string;
  readonly #authorization: { authorization: string } | undefined;
  readonly #socket: Client;

  constructor(url: string, key?: string) {
    this.#url = url;
    this.#authorization = key === undefined ? undefined : { authorization: `Bearer ${key}` };
    this.#socket = createClient({
      url: url.replace(/^http/, "ws"),
      ...(this.#authorization && { connectionParams: this.#authorization }),
      lazyCloseTimeout: 60_000,
      retryAttempts: 3,
    });
  }

  /** Asks once; waits and asks again only where the door says that it was asked too much at once.
   *  @throws DoorRefused for top-level errors */
  async ask<T>(document: string, variables: Variables = {}): Promise<T> {
    for (;;) {
      const { data, errors } = await this.#post(document, variables);
      const [error] = errors ?? [];
      if (!error && data !== undefined) return data as T; // the schema promises the shape that the document asks for
      const { code = "NO_CODE", retryAfterSeconds } = error?.extensions ?? {};
      if (code !== "THROTTLED" || retryAfterSeconds === undefined) {
        throw new DoorRefused(nameOf(document), code, error?.message ?? "neither data nor errors");
      }
      await pause(retryAfterSeconds * 1000);
    }
  }

  /** Sends a mutation whose one root field is `field`, and returns that field's payload.
   *  @throws DoorRefused for userErrors too */
  async command<T>(field: string, document: string, variables: Variables): Promise<T> {
    const data = await this.ask<Record<string, (T & Payload) | undefined>>(document, variables);
    const payload = data[field];
    const [refusal] = payload?.userErrors ?? [];
    if (!payload || refusal) {
      throw new DoorRefused(field, refusal?.code ?? "NO_CODE", refusal?.message ?? "no payload");
    }
    return payload;
  }

  /** Follows a subscription until `seen` returns true, then ends it.
   *  @throws DoorRefused; Error when the door ends it first */
  async follow<T>(document: string, variables: Variables, seen: (data: T) => boolean): Promise<void> {
    const name = nameOf(document);
    const results = this.#socket.iterate({ query: document, variables });
    try {
      for await (const { data, errors } of results) {
        const [error] = errors ?? [];
        if (error) throw new DoorRefused(name, String(error.extensions?.code), error.message);
        if (data && seen(data as T)) return; // the schema promises the shape that the document asks for
      }
    } catch (error) {
      throw failureOf(name, error);
    }
    throw new Error(`${name}: the door ended the subscription`);
  }

  async close(): Promise<void> {
    await this.#socket.dispose();
  }

  async #post(
    query: string,
    variables: Variables,
  ): Promise<{ data?: unknown; errors?: readonly GraphqlError[] }> {
    const response = await fetch(this.#url, {
      method: "POST",
      headers: { "content-type": "application/json", ...this.#authorization },
      body: JSON.stringify({ query, variables }),
    }).catch((cause: Error) => {
      throw new Error(`${this.#url} cannot be reached`, { cause });
    });
    const text = await response.text();
    try {
      return JSON.parse(text) as { data?: unknown; errors?: readonly GraphqlError[] }; // GraphQL over HTTP
    } catch {
      throw new Error(`${this.#url} answered ${response.status} with no JSON: ${text.slice(0, 200)}`);
    }
  }
}

/** The name that a document gives its operation. */
function nameOf(document: string): string {
  return /(?:query|mutation|subscription)\s+(\w+)/.exec(document)?.[1] ?? "operation";
}

/** What graphql-ws throws: the errors of a refused subscription, or how its socket was closed. */
function failureOf(name: string, thrown: unknown): Error {
  if (thrown instanceof Error) return thrown;
  const [refusal] = Array.isArray(thrown) ? (thrown as GraphqlError[]) : []; // the protocol's Error message
  if (refusal) return new DoorRefused(name, refusal.extensions?.code ?? "NO_CODE", refusal.message);
  const { code, reason } = thrown as { code?: number; reason?: string }; // a CloseEvent
  return new Error(`${name}: the socket was closed with ${code} ${reason}`);
}
