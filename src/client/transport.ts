import { setTimeout as pause } from "node:timers/promises";
import { OutcomeUnknown, TallystickError } from "./errors.ts";

export interface ClientOptions {
  /** Of the merchant door, such as https://pay.example.com/graphql. */
  readonly url: string;
  /** A secret key, sk_test_… or sk_live_…; it belongs on a server, never into a page. */
  readonly key: string;
  /** How often a request is sent again at most; 5 unless given. */
  readonly retries?: number;
  /** How long one try may take; 30,000 unless given. */
  readonly timeoutMs?: number;
  readonly fetch?: typeof fetch;
}

/** The parts of an answer; `data` is as the document asked. */
interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions?: { readonly code?: string; readonly retryAfterSeconds?: number };
  }[];
}

/** REFUSED: nothing has happened and it may go well later. RUNNING: a twin of the request is at work. */
export type Again = "NO" | "REFUSED" | "RUNNING";

type Try =
  | { readonly data: object }
  /** Nothing has happened by this try; it may be sent again after so long, or never. */
  | { readonly refused: TallystickError; readonly afterMs: number | null }
  /** Nobody knows what has happened. */
  | { readonly lost: unknown };

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 10_000;
const SECOND_MS = 1_000;

/** Sends documents, again where that is safe: questions always, commands because they carry a key. */
export class Transport {
  readonly #options: Required<ClientOptions>;

  constructor(options: ClientOptions) {
    this.#options = { retries: 5, timeoutMs: 30_000, fetch: globalThis.fetch, ...options };
  }

  /**
   * The data of the answer. `again` says of an answer that it wants the same request once more, and why that is.
   * @param idempotencyKey of a command; absent for a question
   * @throws TallystickError, OutcomeUnknown
   */
  async send<Data extends object>(
    request: { readonly query: string; readonly variables: object; readonly idempotencyKey?: string },
    again: (data: Data) => Again = () => "NO",
  ): Promise<Data> {
    const { idempotencyKey, ...body } = request;
    let lost: unknown;
    for (let sent = 1; ; sent += 1) {
      const tried = await this.#try(JSON.stringify(body));
      const isLast = sent > this.#options.retries;
      if ("data" in tried) {
        const data = tried.data as Data; // as the document asks
        const wish = again(data);
        if (wish === "NO" || (isLast && wish === "REFUSED")) return data;
        if (wish === "RUNNING") lost = new Error("A request with the same key is still running.");
      }
      if ("lost" in tried) lost = tried.lost;
      const isFinal = "refused" in tried && tried.afterMs === null;
      if (isLast || isFinal) {
        // What an earlier try has done is as unknown as it was.
        if (lost !== undefined && idempotencyKey !== undefined) {
          throw new OutcomeUnknown(idempotencyKey, { cause: lost });
        }
        if ("refused" in tried) throw tried.refused;
        throw new TallystickError("UNREACHABLE", `${this.#options.url} did not answer.`, { cause: lost });
      }
      await pause(("refused" in tried && tried.afterMs) || backoff(sent));
    }
  }

  async #try(body: string): Promise<Try> {
    const { url, key, timeoutMs, fetch } = this.#options;
    try {
      const response = await fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${key}` },
        body,
        signal: AbortSignal.timeout(timeoutMs),
      });
      return read(response, parse(await response.text()));
    } catch (error) {
      return { lost: error };
    }
  }
}

/** Something before the API answers as it likes. */
function parse(text: string): Answer {
  try {
    const answer: unknown = JSON.parse(text);
    return typeof answer === "object" && answer !== null ? answer : {};
  } catch {
    return {};
  }
}

function read(response: Response, { data, errors }: Answer): Try {
  const [error] = errors ?? [];
  if (!error && typeof data === "object" && data !== null) return { data };
  const code = error?.extensions?.code ?? `HTTP_${response.status}`;
  const refusal = new TallystickError(code, error?.message ?? `The answer was HTTP ${response.status}.`);
  if (code === "THROTTLED" || response.status === 429) {
    const seconds = error?.extensions?.retryAfterSeconds ?? Number(response.headers.get("retry-after"));
    return { refused: refusal, afterMs: (seconds || 1) * SECOND_MS };
  }
  const isOurs = response.status >= 400 && response.status < 500;
  if (isOurs || (error && code !== "INTERNAL")) return { refused: refusal, afterMs: null };
  return { lost: refusal }; // a server that failed, or something before it, may have done what it was asked
}

/** Longer each time, and another for each client, so that they do not come back together. */
function backoff(sent: number): number {
  return Math.random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** sent);
}
