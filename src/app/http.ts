import helmet from "@fastify/helmet";
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from "fastify";
import type { Registry } from "prom-client";

/** Whether one part of the process does its work; `detail` says why not. */
export interface Readiness {
  readonly part: string;
  readonly ready: boolean;
  readonly detail: string | null;
}

const BODY_LIMIT_BYTES = 100_000;

/** The HTTP server with what operators need; the GraphQL doors are registered onto it. */
export async function createHttp(parts: {
  logger: FastifyBaseLogger;
  readiness: () => Promise<readonly Readiness[]>;
  metrics: Registry;
}): Promise<FastifyInstance> {
  const http = fastify({
    loggerInstance: parts.logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: 30_000,
    forceCloseConnections: true,
    genReqId: () => crypto.randomUUID(),
  });
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
