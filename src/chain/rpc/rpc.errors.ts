/** No usable answer came: network, time-out, overload or nonsense. Says nothing about what the node did. */
export class RpcUnreachable extends Error {
  readonly method: string;
  /** How long the provider wants to be left alone; null when it did not say. */
  readonly retryAfterMs: number | null;

  constructor(method: string, reason: string, given: { cause?: unknown; retryAfterMs?: number | null } = {}) {
    super(`${method}: ${reason}`, given.cause === undefined ? {} : { cause: given.cause });
    this.name = "RpcUnreachable";
    this.method = method;
    this.retryAfterMs = given.retryAfterMs ?? null;
  }
}

/** The node understood the request and refused it; `data` is the revert data where a call reverted. */
export class RpcRefused extends Error {
  readonly method: string;
  readonly code: number;
  readonly data: unknown;

  constructor(method: string, answer: { code: number; message: string; data?: unknown }) {
    super(`${method}: ${answer.message}`);
    this.name = "RpcRefused";
    this.method = method;
    this.code = answer.code;
    this.data = answer.data;
  }
}

/** Providers give different answers about the same blocks: nothing is believed until they agree. */
export class ProvidersDisagree extends Error {
  constructor(what: string) {
    super(`the providers disagree about ${what}`);
    this.name = "ProvidersDisagree";
  }
}

/** The node is on another chain than the one it was configured for. */
export class WrongChain extends Error {
  readonly expected: string;
  readonly actual: string;

  constructor(expected: string, actual: string) {
    super(`the node is on ${actual}, not on ${expected}`);
    this.name = "WrongChain";
    this.expected = expected;
    this.actual = actual;
  }
}
