import { collectDefaultMetrics, Registry } from "prom-client";
import type { Database } from "../../db/database.ts";
import type { ChainFollower } from "../../indexer/sync/followChain.ts";
import type { Loop } from "../../jobs/loop.ts";
import type { ChainParts } from "../chainParts.ts";
import { addBacklogMetrics } from "./backlogMetrics.ts";
import { addLaneMetrics } from "./laneMetrics.ts";
import { addProcessMetrics } from "./processMetrics.ts";

/** Everything is read at the moment it is asked for; ages are in seconds. @see docs/operations/monitoring.md */
export function createMetrics(parts: {
  database: Database;
  chains: readonly ChainParts[];
  followers: readonly ChainFollower[];
  loops: readonly Loop[];
}): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  addProcessMetrics(registry, parts);
  addLaneMetrics(registry, parts);
  addBacklogMetrics(registry, parts.database);
  return registry;
}
