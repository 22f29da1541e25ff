import { collectDefaultMetrics, Gauge, Registry } from "prom-client";
import type { Database } from "../db/database.ts";
import { SYSTEM, withTx } from "../db/withTx.ts";
import type { ChainFollower } from "../indexer/sync/followChain.ts";
import type { Loop } from "../jobs/loop.ts";
import { oldestUnsealed } from "../modules/ledger/index.ts";
import { LANES, readLaneHealth } from "../modules/transactions/index.ts";
import type { ChainParts } from "./chainParts.ts";

/** Everything is read at the moment it is asked for; ages are in seconds. */
export function createMetrics(parts: {
  database: Database;
  chains: readonly ChainParts[];
  followers: readonly ChainFollower[];
  loops: readonly Loop[];
}): Registry {
  const { database, chains, followers, loops } = parts;
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
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
    name: "tallystick_lane_stuck_seconds",
    help: "Age of the lowest nonce of a signer lane that is not mined; 0 when there is none.",
    labelNames: ["chain", "lane"],
    registers,
    async collect() {
      const lanes = chains.flatMap(({ facts }) => LANES.map((lane) => ({ chainId: facts.id, lane })));
      for (const { chainId, lane } of lanes) {
        const { stuckSince } = await withTx(database, SYSTEM, (tx) => readLaneHealth(tx, { chainId, lane }));
        this.set({ chain: chainId, lane }, stuckSince === null ? 0 : secondsSince(stuckSince));
      }
    },
  });
  new Gauge({
    name: "tallystick_journal_unsealed_seconds",
    help: "Age of the oldest journal entry without a seal; 0 when there is none.",
    registers,
    async collect() {
      const oldest = await withTx(database, SYSTEM, oldestUnsealed);
      this.set(oldest === undefined ? 0 : secondsSince(oldest));
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
  return registry;
}

function secondsSince(instant: Date): number {
  return Math.max(0, (Date.now() - instant.getTime()) / 1000);
}
