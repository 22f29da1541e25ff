import type { FastifyBaseLogger } from "fastify";
import type { Database } from "../db/database.ts";
import { SYSTEM, withTx } from "../db/withTx.ts";
import { ChainFollower, FOLLOW_SETTINGS } from "../indexer/sync/followChain.ts";
import { type Loop, startLoop } from "../jobs/loop.ts";
import type { Clock } from "../kernel/time/clock.ts";
import { type Chain, upsertChain } from "../modules/assets/index.ts";
import { type ChainParts, identifyChain } from "./chainParts.ts";
import { type FactContexts, handlersOf } from "./handlersOf.ts";
import { type RefusedToken, registerTokens } from "./registerTokens.ts";

const POLL_MS = 200;

export interface IndexerParts extends FactContexts {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: FastifyBaseLogger;
}

export interface RunningIndexer {
  readonly follower: ChainFollower;
  readonly loop: Loop;
}

/** Makes a chain known to the database, and starts to follow it and to tell the modules what happened on it. */
export async function startIndexer(parts: IndexerParts, chainParts: ChainParts): Promise<RunningIndexer> {
  const { logger } = parts;
  const follower = await openFollower(parts, chainParts);
  const loop = startLoop({
    name: `followChain ${chainParts.facts.id}`,
    intervalMs: POLL_MS,
    pass: () => follower.step(),
    onFailure: (name, error) => logger.error({ loop: name, err: error }, "a pass failed"),
  });
  return { follower, loop };
}

/** Makes a chain known to the database; nothing is read from it before the first step. */
export async function openFollower(parts: IndexerParts, chainParts: ChainParts): Promise<ChainFollower> {
  const { database, clock, logger } = parts;
  const chain = await identifyChain(chainParts);
  for (const refused of await registerChain(database, chain, chainParts)) {
    logger.warn({ chainId: chain.id, ...refused }, "a listed token is not offered");
  }
  return new ChainFollower({
    chain,
    source: chainParts.source,
    database,
    handlers: handlersOf(parts),
    clock,
    settings: FOLLOW_SETTINGS,
    notice: (notice) => {
      if (notice.kind === "REORG" && notice.deep) logger.error(notice, "a final block was replaced");
      else logger.warn(notice, "chain");
    },
  });
}

/** Returns the listed tokens that are not offered. */
export async function registerChain(
  database: Database,
  chain: Chain,
  chainParts: ChainParts,
): Promise<readonly RefusedToken[]> {
  await withTx(database, SYSTEM, (tx) => upsertChain(tx, chain));
  return registerTokens(database, chain.id, chainParts);
}
