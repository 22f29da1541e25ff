import { createServer } from "node:net";
import type { Logger } from "pino";
import { type Config, ConfigError } from "../config/config.ts";
import { ROLES, type Role } from "../config/roles.ts";
import { type Database, openDatabase } from "../db/database.ts";
import { migrate } from "../db/migrate.ts";
import { SYSTEM, withTx } from "../db/withTx.ts";
import { registerDoors } from "../graphql/registerDoors.ts";
import type { ChainFollower } from "../indexer/sync/followChain.ts";
import type { Loop } from "../jobs/loop.ts";
import type { ReconciliationContext } from "../modules/reconciliation/index.ts";
import { type ChainParts, openChains } from "./chainParts.ts";
import { contextsOf, reconciliationContext } from "./contexts.ts";
import { createHttp, type Readiness } from "./http.ts";
import { startIndexer } from "./indexer.ts";
import { createLogger } from "./logger.ts";
import { createMetrics } from "./metrics/createMetrics.ts";
import { requireRemoteKeys } from "./openSigners.ts";
import { shareHints } from "./redisHints.ts";
import { sharePoints } from "./redisPoints.ts";
import type { SandboxChain } from "./sandbox/sandboxChain.ts";
import { type SandboxKeys, seedSandbox } from "./sandbox/seedSandbox.ts";
import { serveStatements } from "./serveStatements.ts";
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
export async function startApp(config: Config, roles: readonly Role[]): Promise<App> {
  const opened: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const shut of opened.splice(0).reverse()) await shut();
  };
  try {
    requireSharedState(config, roles);
    const started = await start({ config, roles }, (shut) => opened.push(shut));
    return { ...started, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Processes of a part of the roles meet in the database, and each needs the same chains. */
function requireSharedState(config: Config, roles: readonly Role[]): void {
  if (roles.length === ROLES.length) return;
  for (const name of ["DATABASE_URL", "CHAINS_FILE"] as const) {
    if (config[name] === undefined) throw new ConfigError(`${name} is required with --role`);
  }
}

async function start(
  { config, roles }: { config: Config; roles: readonly Role[] },
  onClose: (shut: () => Promise<void>) => void,
): Promise<Omit<App, "close">> {
  const logger = createLogger(config);
  onClose(await startTraces(config, logger)); // first: what the others do last is told too
  if (config.PORT !== 0) await requireFreePort(config);
  const database = await openDatabase({ url: config.DATABASE_URL });
  onClose(() => database.close());
  await migrate(database);
  const sandbox = config.CHAINS_FILE === undefined ? await startSandbox(config) : null;
  if (sandbox) onClose(() => sandbox.close());
  const chains = await chainsOf(config, { roles, sandbox, logger });

  const { clock, testClock, contexts } = contextsOf(config, { chains, isSandbox: sandbox !== null });
  const published = new Signal();
  if (config.REDIS_URL !== undefined) {
    const hints = await shareHints(config.REDIS_URL, published, logger);
    onClose(async () => hints.close());
  }
  const inTx: ReconciliationContext["inTx"] = (work) => withTx(database, SYSTEM, work);
  const reconciliation = reconciliationContext(config, { chains, clock, inTx });
  const parts: WorkerParts = { database, clock, chains, ...contexts, reconciliation, published, logger };
  const indexers = roles.includes("indexer")
    ? await Promise.all(
        chains.map(async (chain) => {
          const indexer = await startIndexer(parts, chain);
          onClose(() => indexer.loop.stop());
          return indexer;
        }),
      )
    : [];
  const worker = roles.includes("worker") ? startWorker(parts) : null;
  onClose(async () => worker?.stop());
  const followers = indexers.map(({ follower }) => follower);
  const loops = [...indexers.map(({ loop }) => loop), ...(worker?.loops ?? [])];

  const http = await createHttp({
    logger,
    readiness: () => readinessOf({ database, followers, loops }),
    metrics: createMetrics({ database, chains, followers, loops }),
    trustedProxies: config.TRUSTED_PROXIES ?? [],
  });
  onClose(() => http.close());
  const scopes = scopesOf(database, clock);
  if (roles.includes("api")) {
    serveStatements(http, { database, context: contexts.settlements });
    const services = createServices(scopes, {
      ...contexts,
      published,
      testClock: testClockService(testClock, chains),
    });
    const shared = config.REDIS_URL === undefined ? null : await sharePoints(config.REDIS_URL, logger);
    onClose(async () => shared?.close());
    await registerDoors(http, {
      services,
      isProduction: chains.some(({ facts }) => facts.livemode),
      ...(shared && { points: shared.open }),
    });
  }
  const keys =
    sandbox &&
    (await seedSandbox(scopes, { chainId: sandbox.parts.facts.id, accounts: sandbox.cast.merchants }));
  const url = await http.listen({ port: config.PORT, host: config.HOST });
  return { url, sandbox: sandbox && keys ? { chain: sandbox, keys } : null };
}

/** The chains to serve. Who reads or sends on them makes sure first that the nodes are theirs. */
async function chainsOf(
  config: Config,
  { roles, sandbox, logger }: { roles: readonly Role[]; sandbox: SandboxChain | null; logger: Logger },
): Promise<readonly ChainParts[]> {
  if (config.CHAINS_FILE === undefined) return sandbox ? [sandbox.parts] : [];
  const chains = await openChains(config.CHAINS_FILE, config, roles);
  if (roles.includes("indexer") || roles.includes("worker")) {
    await Promise.all(chains.map(({ source }) => source.requireChain()));
  }
  for (const { facts, signers } of chains) {
    if (signers === null) continue;
    await requireRemoteKeys(signers, (silent) =>
      logger.warn({ chain: facts.id, ...silent }, "a signer service does not answer; its lane waits"),
    );
  }
  return chains;
}

/** Loaded only here: a process whose traces nobody collects makes none. */
async function startTraces(config: Config, logger: Logger): Promise<() => Promise<void>> {
  const endpoint = config.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (endpoint === undefined) return async () => undefined;
  const { exportTraces } = await import("./traces/exportTraces.ts");
  return exportTraces(endpoint, config, logger);
}

/** Loaded only here: a process with a chain of its own to serve needs no Hardhat. */
async function startSandbox(config: Config): Promise<SandboxChain> {
  const { startSandboxChain } = await import("./sandbox/sandboxChain.ts");
  return startSandboxChain({ rpcPort: config.SANDBOX_RPC_PORT });
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

/** The indexer may be this many blocks behind and still be called ready. */
const MOST_LAG_BLOCKS = 20;

async function readinessOf(parts: {
  database: Database;
  followers: readonly ChainFollower[];
  loops: readonly Loop[];
}): Promise<Readiness[]> {
  const databaseFailure = await withTx(parts.database, SYSTEM, async () => null).catch(
    (error: Error) => error.message,
  );
  const chains = parts.followers.flatMap((follower): Readiness[] => {
    const { chainId, lag, lastError, head } = follower.status();
    return [
      { part: `chain ${chainId}`, ready: head !== null && lastError === null, detail: lastError },
      {
        part: `indexer ${chainId}`,
        ready: lag !== null && lag <= MOST_LAG_BLOCKS,
        detail: lag === null ? "no block taken in yet" : `${lag} blocks behind`,
      },
    ];
  });
  const reports = parts.loops.map((loop) => loop.report());
  const failing = reports.find((report) => report.failure !== null);
  const waiting = reports.find((report) => report.lastSuccess === null);
  return [
    { part: "database", ready: databaseFailure === null, detail: databaseFailure },
    ...chains,
    {
      part: "loops",
      ready: failing === undefined && waiting === undefined,
      detail: failing?.failure ?? (waiting ? `${waiting.name} has not run yet` : null),
    },
  ];
}
