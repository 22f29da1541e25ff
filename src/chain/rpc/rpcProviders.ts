import {
  BrokenCircuitError,
  type CircuitBreakerPolicy,
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

/**
 * JSON-RPC over the first provider that answers, in the order they are named. One that does not answer again and again
 * is asked less and less often. A refusal is an answer and goes to no other provider.
 */
export class RpcProviders implements Rpc {
  readonly #providers: readonly { readonly rpc: Rpc; readonly breaker: CircuitBreakerPolicy }[];

  constructor(providers: readonly Rpc[]) {
    if (providers.length === 0) throw new Error("a chain has a provider");
    this.#providers = providers.map((rpc) => ({
      rpc,
      breaker: circuitBreaker(handleType(RpcUnreachable), {
        breaker: new ConsecutiveBreaker(BREAK_AFTER),
        halfOpenAfter: PAUSE,
      }),
    }));
  }

  async request(method: string, params: readonly unknown[] = []): Promise<unknown> {
    let failure = new RpcUnreachable(method, "no provider may be asked now");
    for (const { rpc, breaker } of this.#providers) {
      try {
        return await breaker.execute(() => rpc.request(method, params));
      } catch (error) {
        if (error instanceof RpcUnreachable) failure = error;
        else if (!(error instanceof BrokenCircuitError)) throw error;
      }
    }
    throw failure;
  }
}
