import { createServer } from "node:net";
import type { FastifyInstance } from "fastify";
import { TokenReader } from "../chain/tokens/tokenReader.ts";
import type { Config } from "../config/config.ts";
import { type Database, openDatabase } from "../db/database.ts";
import { migrate } from "../db/migrate.ts";
import { SYSTEM, withTx } from "../db/withTx.ts";
import { registerDoors } from "../graphql/registerDoors.ts";
import type { ChainFollower } from "../indexer/sync/followChain.ts";
import { registerAsset, upsertChain } from "../modules/assets/index.ts";
import { type ChainParts, connectChain } from "./chainParts.ts";
import { contextsOf } from "./contexts.ts";
import { createHttp, type Readiness } from "./http.ts";
import { startIndexer } from "./indexer.ts";
import { createLogger } from "./logger.ts";
import { createMetrics } from "./metrics.ts";
import type { SandboxChain } from "./sandbox/sandboxChain.ts";
import { type SandboxKeys, seedSandbox } from "./sandbox/seedSandbox.ts";
import { createServices } from "./services/createServices.ts";
import { scopesOf } from "./services/scope.ts";
import { testClockService } from "./services/testClock.services.ts";
import { Signal } from "./signal.ts";
import { startWorker, type WorkerParts } from "./worker.ts";

export interface App {
  readonly url: string;
  /** Only in the sandbox. */
  readonly sandbox: { readonly chain: SandboxChain; readonly keys: SandboxKeys } | null;
  close(): Promise<void>;
}

/** Builds the whole process and starts it; what was opened is closed again when a later part fails. */
export async function startApp(config: Config): Promise<App> {
  const opened: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const shut of opened.splice(0).reverse()) await shut();
  };
  try {
    const started = await start(config, (shut) => opened.push(shut));
    return { ...started, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function start(
  config: Config,
  onClose: (shut: () => Promise<void>) => void,
): Promise<Omit<App, "close">> {
  const logger = createLogger(config);
  await requireFreePort(config);
  const database = await openDatabase({ url: config.DATABASE_URL });
  onClose(() => database.close());
  await migrate(database);
  const sandboxChain = config.RPC_URL === undefined ? await startSandbox(config) : null;
  const chain: ChainParts = sandboxChain ?? (await connectChain(config));
  onClose(() => chain.close());
  await registerChain(database, chain);

  const { clock, testClock, contexts } = contextsOf(config, { chain, isSandbox: sandboxChain !== null });
  const published = new Signal();
  const scopes = scopesOf(database, clock);
  const parts: WorkerParts = { database, clock, chain, ...contexts, published, logger };
  const { follower, loop } = await startIndexer(parts);
  onClose(() => loop.stop());
  const worker = startWorker(parts);
  onClose(() => worker.stop());
  const loops = [loop, ...worker.loops];

  const http = await createHttp({
    logger,
    readiness: () => readinessOf({ database, follower, loops }),
    metrics: createMetrics({ database, chain, follower, loops }),
  });
  onClose(() => http.close());
  const services = createServices(scopes, {
    ...contexts,
    published,
    testClock: testClockService(testClock, chain),
  });
  await registerDoors(http, { services, isProduction: chain.chain.livemode });
  const keys =
    sandboxChain &&
    (await seedSandbox(scopes, { chainId: chain.chain.id, accounts: sandboxChain.cast.merchants }));
  const url = await listen(http, config);
  return { url, sandbox: sandboxChain && keys ? { chain: sandboxChain, keys } : null };
}

/** Loaded only here: a process with a chain of its own to serve needs no Hardhat. */
async function startSandbox(config: Config): Promise<SandboxChain> {
  const { startSandboxChain } = await import("./sandbox/sandboxChain.ts");
  return startSandboxChain({ rpcPort: config.SANDBOX_RPC_PORT });
}

/** The database learns what it needs of the chain and its tokens. Tokens are asked before any transaction. */
async function registerChain(database: Database, { chain, rpc, tokens }: ChainParts): Promise<void> {
  await withTx(database, SYSTEM, (tx) => upsertChain(tx, chain));
  const reader = new TokenReader(() => rpc);
  for (const token of tokens) {
    const reading = await reader.readToken(chain.id, token);
    await withTx(database, SYSTEM, (tx) =>
      registerAsset(tx, { chainId: chain.id, token, reading, minimumUnits: 1n, enabled: true }),
    );
  }
}

/** Tells at once what would otherwise be told after everything else was started. */
async function requireFreePort({ PORT, HOST }: Config): Promise<void> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once("error", reject);
    probe.listen(PORT, HOST, resolve);
  });
  await new Promise((resolve) => probe.close(resolve));
}

async function listen(http: FastifyInstance, config: Config): Promise<string> {
  return http.listen({ port: config.PORT, host: config.HOST });
}

/** The indexer may be this many blocks behind and still be called ready. */
const MOST_LAG_BLOCKS = 20;

async function readinessOf(parts: {
  database: Database;
  follower: ChainFollower;
  loops: readonly { report(): { name: string; lastSuccess: Date | null; failure: string | null } }[];
}): Promise<Readiness[]> {
  const databaseFailure = await withTx(parts.database, SYSTEM, async () => null).catch(
    (error: Error) => error.message,
  );
  const { lag, lastError, head } = parts.follower.status();
  const failing = parts.loops.map((loop) => loop.report()).find((report) => report.failure !== null);
  const waiting = parts.loops.map((loop) => loop.report()).find((report) => report.lastSuccess === null);
  return [
    { part: "database", ready: databaseFailure === null, detail: databaseFailure },
    { part: "chain", ready: head !== null && lastError === null, detail: lastError },
    {
      part: "indexer",
      ready: lag !== null && lag <= MOST_LAG_BLOCKS,
      detail: lag === null ? "no block taken in yet" : `${lag} blocks behind`,
    },
    {
      part: "worker",
      ready: failing === undefined && waiting === undefined,
      detail: failing?.failure ?? (waiting ? `${waiting.name} has not run yet` : null),
    },
  ];
}
