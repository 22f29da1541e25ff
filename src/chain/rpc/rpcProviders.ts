import {
  BrokenCircuitError,
  ConsecutiveBreaker,
  circuitBreaker,
  ExponentialBackoff,
  handleType,
} from "cockatiel";
import { RpcUnreachable } from "./rpc.errors.ts";
import type { Rpc } from "./rpcClient.ts";

/** Unanswered requests in a row after which a provider is left alone for a while. */
const BREAK_AFTER = 3;
const PAUSE = new ExponentialBackoff({ initialDelay: 2_000, maxDelay: 60_000 });

/** A provider that is left alone for a while, less and less often asked, when it does not answer again and again. */
export class GuardedRpc implements Rpc {
  readonly #rpc: Rpc;
  readonly #breaker = circuitBreaker(handleType(RpcUnreachable), {
    breaker: new ConsecutiveBreaker(BREAK_AFTER),
    halfOpenAfter: PAUSE,
  });

  constructor(rpc: Rpc) {
    this.#rpc = rpc;
  }

  async request(method: string, params: readonly unknown[] = []): Promise<unknown> {
    try {
      return await this.#breaker.execute(() => this.#rpc.request(method, params));
    } catch (error) {
      if (!(error instanceof BrokenCircuitError)) throw error;
      throw new RpcUnreachable(method, "left alone after silence", { cause: error });
    }
  }
}

/** JSON-RPC over the first provider that answers, in the order they are named. A refusal is an answer. */
export class RpcProviders implements Rpc {
  readonly #providers: readonly Rpc[];

  constructor(providers: readonly Rpc[]) {
    if (providers.length === 0) throw new Error("a chain has a provider");
    this.#providers = providers;
  }

  async request(method: string, params: readonly unknown[] = []): Promise<unknown> {
    let failure: RpcUnreachable | undefined;
    for (const provider of this.#providers) {
      try {
        return await provider.request(method, params);
      } catch (error) {
        if (!(error instanceof RpcUnreachable)) throw error;
        failure = error;
      }
    }
    throw failure;
  }
}
