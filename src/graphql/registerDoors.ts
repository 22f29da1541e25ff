import "reflect-metadata";
import cors from "@fastify/cors";
import websocket from "@fastify/websocket";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { mayCallFrom } from "../modules/merchants/index.ts";
import { authenticator } from "./common/access/authenticator.ts";
import { AssetCatalogue } from "./common/assets/assetCatalogue.ts";
import {
  type CostLimits,
  DEFAULT_COST_LIMITS,
  meter,
  type OpenPoints,
  ownPoints,
} from "./common/cost/meter.ts";
import { answerFailure } from "./common/doors/answerFailure.ts";
import type { Door, DoorParts } from "./common/doors/door.ts";
import { traceRequests } from "./common/doors/traceRequests.ts";
import { webSocketOf } from "./common/doors/webSocket.ts";
import { TransportError } from "./common/errors/transportError.ts";
import { type ExplorerDoor, serveExplorer } from "./common/explorer/serveExplorer.ts";
import { eventFeed } from "./common/feed/eventFeed.ts";
import type { Services } from "./common/services.ts";
import { merchantDoor, serveMerchantDoor } from "./merchant/merchantDoor.ts";
import { serveStorefrontDoor, storefrontDoor } from "./storefront/storefrontDoor.ts";

export interface DoorsOptions {
  readonly services: Services;
  /** With live money: the storefront tells strangers nothing about its schema. */
  readonly isProduction: boolean;
  /** Points that callers may spend; api.md's when absent. */
  readonly limits?: CostLimits;
  /** Where points are counted; in this process when absent. */
  readonly points?: OpenPoints;
}

/** Largest request over a WebSocket, in bytes; as over HTTP. */
const LARGEST_MESSAGE_BYTES = 100_000;

/** Puts both GraphQL doors onto the HTTP server: /graphql for merchants and operators, /storefront for browsers; each
 *  with its WebSocket and its explorer page. */
export async function registerDoors(http: FastifyInstance, options: DoorsOptions): Promise<void> {
  const { services, points = ownPoints } = options;
  const report = (error: unknown, requestId: string) =>
    http.log.error({ err: error, requestId }, "request failed");
  const feed = eventFeed(services.events, (error) => http.log.error({ err: error }, "event feed failed"));
  http.addHook("preClose", async () => feed.stop());
  const parts: DoorParts = {
    services,
    feed,
    catalogue: new AssetCatalogue(services.assets),
    keys: authenticator(
      {
        name: "API key",
        prefix: "sk_",
        holderOf: (secret) => services.merchants.authenticate(secret),
        worksFrom: mayCallFrom,
        rememberMs: 1_000,
      },
      points,
    ),
    // Signing out holds at once, in every process.
    sessions: authenticator(
      {
        name: "wallet session",
        prefix: "wst_",
        holderOf: (token) => services.wallets.findSession(token),
        worksFrom: () => true,
        rememberMs: 0,
      },
      points,
    ),
    meter: meter(options.limits ?? DEFAULT_COST_LIMITS, points),
    report,
  };
  // Once for both: a second one would answer the first one's upgrades too.
  await http.register(websocket, { options: { maxPayload: LARGEST_MESSAGE_BYTES } });
  await http.register(async (scope) => {
    const door = merchantDoor(parts);
    traceRequests(scope, { path: door.kind.path, apart: false });
    await serveMerchantDoor(scope, door);
    await serveGet(scope, door, {
      name: "merchant",
      query:
        "{\n  viewer { kind livemode scopes merchant { id name } }\n  chains { id name status head { number } }\n}\n",
      credential: { authorization: "" }, // an empty one is none, so the page can read the schema,
    });
  });
  await http.register(async (scope) => {
    // Any page may ask: what this door shows depends on secrets that the page puts into the request itself, and on
    // nothing a browser adds.
    await scope.register(cors, { origin: "*", methods: ["POST"] });
    const door = storefrontDoor(parts, { introspection: !options.isProduction });
    traceRequests(scope, { path: door.kind.path, apart: true });
    await serveStorefrontDoor(scope, door);
    await serveGet(scope, door, {
      name: "storefront",
      query: "{\n  assets(first: 10) { nodes { assetId symbol decimals gasless } }\n}\n",
      credential: {},
    });
  });
}

/** GET on a door is a WebSocket, or a person with a browser. */
async function serveGet(
  scope: FastifyInstance,
  door: Door,
  explore: Omit<ExplorerDoor, "path">,
): Promise<void> {
  const explorer = `${door.kind.path}/explorer/`;
  await scope.register((inner) => serveExplorer(inner, { ...explore, path: door.kind.path }));
  scope.route({
    method: "GET",
    url: door.kind.path,
    handler: (request: FastifyRequest, reply: FastifyReply) => {
      if (request.headers.accept?.includes("text/html")) return reply.redirect(explorer);
      const refusal = new TransportError(
        "BAD_USER_INPUT",
        "Send GraphQL requests by POST, subscriptions over a WebSocket.",
      );
      return answerFailure(refusal, request, reply, door.parts.report);
    },
    wsHandler: webSocketOf(door),
  });
}
