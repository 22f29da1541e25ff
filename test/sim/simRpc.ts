import { toNumber } from "../../src/chain/rpc/quantity.ts";
import { RpcRefused, RpcUnreachable } from "../../src/chain/rpc/rpc.errors.ts";
import type { Rpc } from "../../src/chain/rpc/rpcClient.ts";
import type { Gate } from "./gatedDatabase.ts";

/** What nodes answer when a call reverts; `data` is then the revert data itself. */
const REVERTED = 3;
const TIMEOUT_MS = 10_000;

type AskNode = (method: string, params: unknown[]) => Promise<unknown>;

/** A node as one life of the program reaches it: slow, refusing, silent, or silent after it has done what was asked. */
export class SimRpc implements Rpc {
  readonly #ask: AskNode;
  readonly #gate: Gate;

  constructor(ask: AskNode, gate: Gate) {
    this.#ask = ask;
    this.#gate = gate;
  }

  async request(method: string, params: readonly unknown[] = []): Promise<unknown> {
    const { sim, life, rates, count } = this.#gate;
    const fault = sim.random.chance(rates().rpc)
      ? sim.random.pick(["timeout", "429", "dropped", "cut"] as const)
      : undefined;
    const latency = fault === "timeout" ? TIMEOUT_MS : sim.random.between(1, rates().slowestMs);
    return sim.turn(life, latency, async () => {
      if (sim.random.chance(rates().kill)) {
        // As likely before the node was asked as after it.
        if (sim.random.chance(0.5)) await this.#forward(method, params);
        count.add("kill at a call");
        life.end();
        return undefined;
      }
      if (fault) count.add(`rpc ${fault}`);
      if (fault === "cut") await this.#forward(method, params).catch(() => undefined);
      if (fault) throw new RpcUnreachable(method, fault);
      this.#refuseLongRange(method, params);
      return this.#forward(method, params);
    });
  }

  #refuseLongRange(method: string, [filter]: readonly unknown[]): void {
    const { rates, count } = this.#gate;
    const { fromBlock, toBlock } = (filter ?? {}) as { fromBlock?: unknown; toBlock?: unknown };
    if (method !== "eth_getLogs" || fromBlock === undefined || rates().mostLogBlocks === 0) return;
    if (toNumber(toBlock) - toNumber(fromBlock) < rates().mostLogBlocks) return;
    count.add("rpc range refused");
    throw new RpcRefused(method, { code: -32_005, message: "block range is too wide" });
  }

  async #forward(method: string, params: readonly unknown[]): Promise<unknown> {
    try {
      // As JSON makes of it: nobody may share objects with a node.
      const answer = await this.#ask(method, [...params]);
      return structuredClone(answer);
    } catch (error) {
      const { code, message, data } = error as { code?: unknown; message?: unknown; data?: unknown };
      const inner = typeof data === "string" ? data : (data as { data?: unknown } | undefined)?.data;
      throw new RpcRefused(method, {
        code: typeof code === "number" ? code : 0,
        message: String(message),
        data: code === REVERTED ? inner : { data: inner },
      });
    }
  }
}
