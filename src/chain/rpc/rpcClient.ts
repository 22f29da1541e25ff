import { setTimeout as sleep } from "node:timers/promises";
import { RpcRefused, RpcUnreachable } from "./rpc.errors.ts";

/** JSON-RPC of a chain, over one provider or several. */
export interface Rpc {
  /** @throws RpcUnreachable when no usable answer came; RpcRefused with the node's own error */
  request(method: string, params?: readonly unknown[]): Promise<unknown>;
}

export interface RpcOptions {
  readonly url: string;
  /** How long one attempt may take. */
  readonly timeoutMs?: number;
  /** Attempts before a request counts as unanswered. */
  readonly attempts?: number;
  /** Pause before the second attempt; doubles from attempt to attempt, with up to a quarter of jitter. */
  readonly backOffMs?: number;
}

/** What a provider asks for is kept to up to so long. */
const LONGEST_PAUSE_MS = 10_000;

/** HTTP answers that say "later": overload and proxies without a node behind them. */
const LATER = new Set([408, 425, 429, 500, 502, 503, 504]);

/**
 * JSON-RPC over one URL. Every method we use may be repeated: reads, and a signed transaction, which has one hash
 * however often it is sent. Nothing runs between requests: no polling, no cache.
 */
export class RpcClient implements Rpc {
  readonly #url: string;
  readonly #timeoutMs: number;
  readonly #attempts: number;
  readonly #backOffMs: number;
  #lastId = 0;

  constructor(options: RpcOptions) {
    this.#url = options.url;
    this.#timeoutMs = options.timeoutMs ?? 10_000;
    this.#attempts = options.attempts ?? 3;
    this.#backOffMs = options.backOffMs ?? 150;
  }

  /** @throws RpcUnreachable after the last attempt; RpcRefused with the node's own error */
  async request(method: string, params: readonly unknown[] = []): Promise<unknown> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#requestOnce(method, params);
      } catch (error) {
        if (!(error instanceof RpcUnreachable) || attempt >= this.#attempts) throw error;
        const backOffMs = this.#backOffMs * 2 ** (attempt - 1) * (1 + Math.random() / 4);
        await sleep(Math.max(backOffMs, Math.min(error.retryAfterMs ?? 0, LONGEST_PAUSE_MS)));
      }
    }
  }

  async #requestOnce(method: string, params: readonly unknown[]): Promise<unknown> {
    const id = ++this.#lastId;
    const body = JSON.stringify({ jsonrpc: "2.0", id, method, params });
    let status: number;
    let text: string;
    let retryAfter: string | null;
    try {
      const response = await fetch(this.#url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body,
        redirect: "error",
        signal: AbortSignal.timeout(this.#timeoutMs),
      });
      status = response.status;
      retryAfter = response.headers.get("retry-after");
      text = await response.text();
    } catch (cause) {
      throw new RpcUnreachable(method, `no answer (${nameOf(cause)})`, { cause });
    }
    if (LATER.has(status))
      throw new RpcUnreachable(method, `HTTP ${status}`, { retryAfterMs: millisecondsOf(retryAfter) });
    return resultOf(method, id, status, text);
  }
}

/** In seconds; the other form, a date, is left to our own pauses. @see RFC 9110, section 10.2.3 */
function millisecondsOf(retryAfter: string | null): number | null {
  return retryAfter !== null && /^[0-9]{1,6}$/.test(retryAfter) ? Number(retryAfter) * 1000 : null;
}

function resultOf(method: string, id: number, status: number, text: string): unknown {
  let answer: {
    id?: unknown;
    result?: unknown;
    error?: { code?: unknown; message?: unknown; data?: unknown };
  };
  try {
    answer = JSON.parse(text) as typeof answer; // every field is checked below
  } catch {
    throw new RpcUnreachable(method, `HTTP ${status} without JSON`);
  }
  if (answer === null || typeof answer !== "object")
    throw new RpcUnreachable(method, "not a JSON-RPC answer");
  if (answer.error) {
    const { code, message, data } = answer.error;
    throw new RpcRefused(method, {
      code: typeof code === "number" ? code : 0,
      message: String(message),
      data,
    });
  }
  if (answer.id !== id || answer.result === undefined)
    throw new RpcUnreachable(method, "not an answer to this request");
  return answer.result;
}

/** Undici wraps the reason, such as ECONNREFUSED, one level deeper. The URL may hold a key and is never shown. */
function nameOf(cause: unknown): string {
  const { name, cause: inner } = cause as { name?: string; cause?: { code?: string } };
  return inner?.code ?? name ?? "unknown";
}
