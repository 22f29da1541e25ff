import type { Logger } from "pino";
import { Registry } from "prom-client";
import { assembleChain } from "../../../src/app/chainParts.ts";
import { contextsOf, reconciliationContext } from "../../../src/app/contexts.ts";
import { createHttp } from "../../../src/app/http.ts";
import { startIndexer } from "../../../src/app/indexer.ts";
import { createLogger } from "../../../src/app/logger.ts";
import { serveStatements } from "../../../src/app/serveStatements.ts";
import { createServices } from "../../../src/app/services/createServices.ts";
import { scopesOf } from "../../../src/app/services/scope.ts";
import { testClockService } from "../../../src/app/services/testClock.services.ts";
import { Signal } from "../../../src/app/signal.ts";
import { startWorker } from "../../../src/app/worker.ts";
import { readConfig } from "../../../src/config/config.ts";
import type { Database } from "../../../src/db/database.ts";
import { SYSTEM, withTx } from "../../../src/db/withTx.ts";
import { registerDoors } from "../../../src/graphql/registerDoors.ts";
import type { FollowStatus } from "../../../src/indexer/sync/followChain.ts";
import { IN_A_BLOCK } from "../../../src/kernel/facts/confirmations.ts";
import type { Finality } from "../../../src/kernel/facts/finality.ts";
import type { Address, ChainId } from "../../../src/kernel/ids/chainIds.ts";
import { createOperator } from "../../../src/modules/merchants/index.ts";
import { freshDatabase } from "../../fixtures/database.ts";
import type { TestChain } from "../../fixtures/testChain.ts";

/** All parts of the program in this process, on either database, over chains that the test mines. */
export interface InProcessApp {
  readonly url: string;
  readonly operatorKey: string;
  readonly database: Database;
  status(chainId: ChainId): FollowStatus;
  close(): Promise<void>;
}

/** A chain as the program's settings have it. */
export interface AppChain {
  readonly chain: TestChain;
  readonly rpcUrl: string;
  readonly finality: Finality;
  /** The test dollar alone unless given. */
  readonly tokens?: readonly Address[];
}

export async function startInProcessApp(
  chains: readonly AppChain[],
  given: { logger?: Logger; secretKey?: string } = {},
): Promise<InProcessApp> {
  const config = readConfig({
    LOG_LEVEL: "silent",
    SECRET_KEY: given.secretKey ?? "ab".repeat(32),
    WEBHOOK_ALLOW_PRIVATE: "true",
    SIGN_IN_ORIGINS: "https://shop.example",
  });
  const { database, drop } = await freshDatabase();
  const parts = chains.map(({ chain, rpcUrl, finality, tokens = [chain.dollar] }) =>
    assembleChain({
      rpcUrls: [rpcUrl],
      signers: chain.laneSigners,
      tokens,
      facts: {
        id: chain.chainId,
        name: "Test chain",
        livemode: false,
        finality,
        confirmations: IN_A_BLOCK,
        contracts: chain.contracts,
        startBlock: chain.startBlock,
      },
    }),
  );

  const { clock, testClock, contexts } = contextsOf(config, { chains: parts, isSandbox: false });
  const logger = given.logger ?? createLogger(config);
  const published = new Signal();
  const reconciliation = reconciliationContext(config, {
    chains: parts,
    clock,
    inTx: (work) => withTx(database, SYSTEM, work),
  });
  const running = { database, clock, chains: parts, ...contexts, reconciliation, published, logger };
  const indexers = await Promise.all(parts.map((part) => startIndexer(running, part)));
  const worker = startWorker(running);
  const http = await createHttp({ logger, readiness: async () => [], metrics: new Registry() });
  const services = createServices(scopesOf(database, clock), {
    ...contexts,
    published,
    testClock: testClockService(testClock, parts),
  });
  serveStatements(http, { database, context: contexts.settlements });
  await registerDoors(http, { services, isProduction: false });
  const operator = await withTx(database, SYSTEM, (tx) =>
    createOperator(tx, { label: "e2e", now: clock.now() }),
  );
  return {
    url: await http.listen({ port: 0, host: "127.0.0.1" }),
    operatorKey: operator.secret,
    database,
    status(chainId) {
      const found = indexers
        .map(({ follower }) => follower.status())
        .find((each) => each.chainId === chainId);
      if (!found) throw new Error(`${chainId} is not followed`);
      return found;
    },
    async close() {
      await http.close();
      await worker.stop();
      await Promise.all(indexers.map(({ loop }) => loop.stop()));
      await drop();
    },
  };
}
