import fastifyStatic from "@fastify/static";
import { getDistDirectory, type RenderOptions, renderAltair, renderInitSnippet } from "altair-static";
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

/** What a door's page begins with. */
export interface ExplorerDoor {
  readonly path: string;
  readonly name: string;
  readonly query: string;
  /** Sent with requests, and with a WebSocket's connection: examples to be filled in. */
  readonly credential: Readonly<Record<string, string>>;
}

/** Serves Altair, from its package's own files, as the page on which people try a door out. Works without the
 *  internet. */
export async function serveExplorer(scope: FastifyInstance, door: ExplorerDoor): Promise<void> {
  const baseURL = `${door.path}/explorer/`;
  const page = renderAltair({ baseURL, serveInitialOptionsInSeperateRequest: "initial_options.js" });
  scope.addHook("onSend", async (_request, reply) => {
    reply.header("content-security-policy", CONTENT_SECURITY_POLICY);
  });
  scope.get(baseURL, (_request, reply) => reply.type("text/html; charset=utf-8").send(page));
  scope.get(`${baseURL}initial_options.js`, (request, reply) =>
    reply.type("text/javascript; charset=utf-8").send(renderInitSnippet(optionsOf(door, request.protocol))),
  );
  await scope.register(fastifyStatic, {
    root: getDistDirectory(),
    prefix: baseURL,
    index: false,
    decorateReply: false,
  });
}

function optionsOf(door: ExplorerDoor, protocol: string): RenderOptions {
  const { path, name, query, credential } = door;
  const quiet = {
    "banners.disable": true,
    "alert.disableUpdateNotification": true,
    disablePushNotification: true,
  };
  return {
    endpointURL: path,
    subscriptionsEndpoint: path,
    subscriptionsProtocol: protocol === "https" ? "wss" : "ws",
    initialSubscriptionRequestHandlerId: "graphql-ws",
    initialSubscriptionsPayload: credential,
    initialHeaders: credential,
    initialName: `Tallystick ${name}`,
    initialQuery: query,
    instanceStorageNamespace: `tallystick_${name}_`,
    disableAccount: true,
    initialSettings: quiet,
    persistedSettings: quiet,
  };
}
