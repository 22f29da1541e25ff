import type { Logger } from "pino";
import { Registry } from "prom-client";
import { assembleChain } from "../../../src/app/chainParts.ts";
import { contextsOf } from "../../../src/app/contexts.ts";
import { createHttp } from "../../../src/app/http.ts";
import { startIndexer } from "../../../src/app/indexer.ts";
import { createLogger } from "../../../src/app/logger.ts";
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
import type { Address } from "../../../src/kernel/ids/chainIds.ts";
import { createOperator } from "../../../src/modules/merchants/index.ts";
import { freshDatabase } from "../../fixtures/database.ts";
import type { TestChain } from "../../fixtures/testChain.ts";

/** All parts of the program in this process, on either database, over a chain that the test mines. */
export interface InProcessApp {
  readonly url: string;
  readonly operatorKey: string;
  readonly database: Database;
  status(): FollowStatus;
  close(): Promise<void>;
}

export async function startInProcessApp(
  chain: TestChain,
  given: {
    rpcUrl: string;
    finalityDepth: number;
    tokens?: readonly Address[];
    logger?: Logger;
    secretKey?: string;
  },
): Promise<InProcessApp> {
  const config = readConfig({
    LOG_LEVEL: "silent",
    SECRET_KEY: given.secretKey ?? "ab".repeat(32),
    WEBHOOK_ALLOW_PRIVATE: "true",
  });
  const { database, drop } = await freshDatabase();
  const parts = assembleChain({
    rpcUrls: [given.rpcUrl],
    signers: chain.laneSigners,
    tokens: given.tokens ?? [chain.dollar],
    facts: {
      id: chain.chainId,
      name: "Test chain",
      livemode: false,
      finality: { kind: "DEPTH", depth: given.finalityDepth },
      confirmations: IN_A_BLOCK,
      contracts: chain.contracts,
      startBlock: chain.startBlock,
    },
  });

  const { clock, testClock, contexts } = contextsOf(config, { chains: [parts], isSandbox: false });
  const logger = given.logger ?? createLogger(config);
  const published = new Signal();
  const running = { database, clock, chains: [parts], ...contexts, published, logger };
  const { follower, loop } = await startIndexer(running, parts);
  const worker = startWorker(running);
  const http = await createHttp({ logger, readiness: async () => [], metrics: new Registry() });
  const services = createServices(scopesOf(database, clock), {
    ...contexts,
    published,
    testClock: testClockService(testClock, [parts]),
  });
  await registerDoors(http, { services, isProduction: false });
  const operator = await withTx(database, SYSTEM, (tx) =>
    createOperator(tx, { label: "e2e", now: clock.now() }),
  );
  return {
    url: await http.listen({ port: 0, host: "127.0.0.1" }),
    operatorKey: operator.secret,
    database,
    status: () => follower.status(),
    async close() {
      await http.close();
      await worker.stop();
      await loop.stop();
      await drop();
    },
  };
}
