import { setTimeout as pause } from "node:timers/promises";

interface GraphqlAnswer {
  readonly data?: unknown;
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions?: { readonly code?: string; readonly retryAfterSeconds?: number };
  }[];
}

/** For how long a lost answer is asked for again: longer than the program takes to start. */
const PATIENCE_MS = 60_000;
const PAUSE_MS = 150;

/**
 * A client of one door, as careful as clients should be: when no answer came, or when it asked for too much at once, it
 * sends the same request again, and commands carry the same idempotency key then.
 */
export class ApiClient {
  readonly #url: string;
  readonly #headers: Readonly<Record<string, string>>;
  #lost = 0;

  constructor(url: string, key?: string) {
    this.#url = url;
    this.#headers = {
      "content-type": "application/json",
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
    };
  }

  /** Requests that were never answered. */
  get lost(): number {
    return this.#lost;
  }

  /** @throws Error with the answer's errors */
  async ask<T>(query: string, variables: object = {}): Promise<T> {
    const body = JSON.stringify({ query, variables });
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const answer = await this.#post(body);
      const throttled = answer?.errors?.find(({ extensions }) => extensions?.code === "THROTTLED");
      if (throttled) {
        await pause((throttled.extensions?.retryAfterSeconds ?? 1) * 1_000);
        continue;
      }
      if (answer?.errors) throw new Error(`${query}\n${JSON.stringify(answer.errors)}`);
      if (answer) return answer.data as T; // the caller's query says what it is
      if (Date.now() > deadline) throw new Error(`no answer from ${this.#url} in ${PATIENCE_MS} ms`);
      await pause(PAUSE_MS);
    }
  }

  /** Sends a mutation by its name, again while a twin of it is still running. @throws Error with its userErrors */
  async command<T>(name: string, input: object, selection: string): Promise<T> {
    const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
    const query = `mutation($input: ${type}!) { ${name}(input: $input) { userErrors { code message path } ${selection} } }`;
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const answer = await this.ask<Record<string, { userErrors: { code: string }[] }>>(query, { input });
      const payload = answer[name];
      const [error] = payload?.userErrors ?? [];
      if (payload && !error) return payload as T; // the caller's selection says what it is
      if (error?.code !== "IDEMPOTENCY_IN_PROGRESS" || Date.now() > deadline)
        throw new Error(`${name} was refused: ${JSON.stringify(payload?.userErrors)}`);
      await pause(PAUSE_MS);
    }
  }

  async #post(body: string): Promise<GraphqlAnswer | undefined> {
    try {
      const response = await fetch(this.#url, { method: "POST", headers: this.#headers, body });
      return (await response.json()) as GraphqlAnswer;
    } catch {
      this.#lost += 1;
      return undefined;
    }
  }
}
