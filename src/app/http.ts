import helmet from "@fastify/helmet";
import fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyRequest,
  LogController,
} from "fastify";
import type { Registry } from "prom-client";

/** Whether one part of the process does its work; `detail` says why not. */
export interface Readiness {
  readonly part: string;
  readonly ready: boolean;
  readonly detail: string | null;
}

const BODY_LIMIT_BYTES = 100_000;
const DRAIN_MS = 10_000;

/** The HTTP server with what operators need; the GraphQL doors are registered onto it. */
export async function createHttp(parts: {
  logger: FastifyBaseLogger;
  readiness: () => Promise<readonly Readiness[]>;
  metrics: Registry;
  /** Proxies whose X-Forwarded-For says who is asking: addresses or CIDR ranges. Nobody else's word is taken. */
  trustedProxies?: readonly string[];
  /** How long requests under way may take to end when the server closes. */
  drainMs?: number;
}): Promise<FastifyInstance> {
  const http = fastify({
    loggerInstance: parts.logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: 30_000,
    trustProxy: parts.trustedProxies?.length ? [...parts.trustedProxies] : false,
    forceCloseConnections: true,
    genReqId: () => crypto.randomUUID(),
  });
  drainBeforeClose(http, parts.drainMs ?? DRAIN_MS);
  // The explorer pages bring their own policy; everything else answers JSON or text.
  await http.register(helmet, { contentSecurityPolicy: false });
  http.get("/healthz", async () => ({ status: "ok" }));
  http.get("/readyz", async (_request, reply) => {
    const checks = await parts.readiness();
    const ready = checks.every((check) => check.ready);
    return reply.code(ready ? 200 : 503).send({ status: ready ? "ready" : "not ready", checks });
  });
  http.get("/metrics", async (_request, reply) =>
    reply.type(parts.metrics.contentType).send(await parts.metrics.metrics()),
  );
  return http;
}

/** Connections are cut off when the server closes, but not before what was asked on them is answered, within limits. */
function drainBeforeClose(http: FastifyInstance, drainMs: number): void {
  const active = new Set<FastifyRequest>();
  let onIdle: (() => void) | undefined;
  http.addHook("onRequest", async (request, reply) => {
    if (request.headers.upgrade !== undefined) return; // a socket lives until somebody closes it
    active.add(request);
    reply.raw.once("close", () => {
      active.delete(request);
      if (active.size === 0) onIdle?.();
    });
  });
  http.addHook("preClose", async () => {
    if (active.size === 0) return;
    await new Promise<void>((resolve) => {
      onIdle = resolve;
      setTimeout(resolve, drainMs).unref();
    });
  });
}
