import { Gauge, type Registry } from "prom-client";
import type { ChainFollower } from "../../indexer/sync/followChain.ts";
import type { Loop } from "../../jobs/loop.ts";

/** What this process does: followers of chains, and loops. */
export function addProcessMetrics(
  registry: Registry,
  { followers, loops }: { followers: readonly ChainFollower[]; loops: readonly Loop[] },
): void {
  const registers = [registry];
  new Gauge({
    name: "tallystick_indexer_lag_blocks",
    help: "Blocks between the node's head and the last one taken in.",
    labelNames: ["chain"],
    registers,
    collect() {
      for (const { chainId, lag } of followers.map((follower) => follower.status())) {
        if (lag !== null) this.set({ chain: chainId }, lag);
      }
    },
  });
  new Gauge({
    name: "tallystick_indexer_reorgs_total",
    help: "Reorganisations undone since the start; deep ones replaced final blocks.",
    labelNames: ["chain", "deep"],
    registers,
    collect() {
      for (const { chainId, reorgs, deepReorgs } of followers.map((follower) => follower.status())) {
        this.set({ chain: chainId, deep: "false" }, reorgs - deepReorgs);
        this.set({ chain: chainId, deep: "true" }, deepReorgs);
      }
    },
  });
  new Gauge({
    name: "tallystick_loop_failing",
    help: "1 while the last pass of a loop failed.",
    labelNames: ["loop"],
    registers,
    collect() {
      for (const loop of loops) {
        const { name, failure } = loop.report();
        this.set({ loop: name }, failure === null ? 0 : 1);
      }
    },
  });
}
