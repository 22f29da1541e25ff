import fastifyStatic from "@fastify/static";
import { getDistDirectory, renderAltair, renderInitSnippet } from "altair-static";
import type { FastifyInstance } from "fastify";

/** Everything the page may do: load from this server, talk to this server. Angular and the editor write styles. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self' blob:",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "frame-src 'self'",
  "manifest-src 'self'",
  "base-uri 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Serves Altair, from its package's own files, as the page on which people try a door out. Works without the
 *  internet. */
export async function serveExplorer(
  scope: FastifyInstance,
  door: { path: string; name: string },
): Promise<void> {
  const baseURL = `${door.path}/explorer/`;
  const options = {
    baseURL,
    endpointURL: door.path,
    subscriptionsEndpoint: door.path,
    subscriptionsProtocol: "wss" as const,
    initialSubscriptionsProvider: "graphql-ws" as const,
    initialName: `Tallystick ${door.name}`,
    instanceStorageNamespace: `tallystick_${door.name}_`,
    initialSettings: { enableExperimental: false, disablePushNotification: true },
    serveInitialOptionsInSeperateRequest: "initial_options.js",
  };
  const page = renderAltair(options);
  const script = renderInitSnippet(options);
  scope.addHook("onSend", async (_request, reply) => {
    reply.header("content-security-policy", CONTENT_SECURITY_POLICY);
  });
  scope.get(baseURL, (_request, reply) => reply.type("text/html; charset=utf-8").send(page));
  scope.get(`${baseURL}initial_options.js`, (_request, reply) =>
    reply.type("text/javascript; charset=utf-8").send(script),
  );
  await scope.register(fastifyStatic, {
    root: getDistDirectory(),
    prefix: baseURL,
    index: false,
    decorateReply: false,
  });
}
