import { ApolloServer, type ApolloServerPlugin } from "@apollo/server";
import { ApolloServerPluginLandingPageDisabled } from "@apollo/server/plugin/disabled";
import { fastifyApolloDrainPlugin, fastifyApolloHandler } from "@as-integrations/fastify";
import type { FastifyInstance } from "fastify";
import type { DoorContext } from "../common/context/doorContext.ts";
import type { Ticket } from "../common/cost/meter.ts";
import { answerFailure } from "../common/doors/answerFailure.ts";
import { Door, type DoorParts } from "../common/doors/door.ts";
import { readGraphqlBody } from "../common/doors/graphqlBody.ts";
import { prepareHttpRequest } from "../common/doors/prepareRequest.ts";
import { answerErrors } from "../common/errors/answerErrors.ts";
import { clientSecretsOf } from "./clientSecretsOf.ts";
import { findStorefrontNode } from "./findStorefrontNode.ts";
import { buildStorefrontSchema } from "./storefrontSchema.ts";

export function storefrontDoor(parts: DoorParts, options: { introspection: boolean }): Door {
  return new Door(
    {
      schema: buildStorefrontSchema(),
      path: "/storefront",
      introspection: options.introspection,
      findNode: findStorefrontNode,
      authenticate: (credential) => parts.sessions.callerOf(credential),
      // Whoever names a payment's secret asks as its payer, whatever session comes along: one request, one caller.
      callerOf(request) {
        const clientSecret = clientSecretsOf(request.prepared.inspection, request.variables);
        return clientSecret === undefined
          ? parts.sessions.callerOf(request)
          : { kind: "payer", clientSecret };
      },
    },
    parts,
  );
}

/** Opens the door's POST route: Apollo Server executes what the gate lets through. */
export async function serveStorefrontDoor(scope: FastifyInstance, door: Door): Promise<void> {
  const apollo = new ApolloServer<DoorContext>({
    schema: door.kind.schema,
    introspection: door.kind.introspection,
    persistedQueries: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false, // the process ends its parts in an order of its own
    plugins: [fastifyApolloDrainPlugin(scope), ApolloServerPluginLandingPageDisabled(), gateOf(door)],
  });
  await apollo.start();
  const contexts = new WeakMap<object, DoorContext>();
  const execute = fastifyApolloHandler(apollo, {
    async context(request) {
      const context = contexts.get(request);
      if (!context) throw new Error("the route below makes a context for each request");
      return context;
    },
  });
  scope.setErrorHandler((error, request, reply) => answerFailure(error, request, reply, door.parts.report));
  scope.post(door.kind.path, {
    // What is refused here, Apollo's caches never see.
    preHandler: async (request) => {
      const body = readGraphqlBody(request.body);
      const prepared = prepareHttpRequest(door, body);
      const { variables } = body;
      const { authorization } = request.headers;
      const origin = { authorization, requestId: request.id, address: request.ip };
      contexts.set(request, await door.contextOf({ prepared, variables, ...origin }));
    },
    handler: execute,
  });
}

/** Asks the gate once the operation is known, and has the last word on what the answer says. */
function gateOf(door: Door): ApolloServerPlugin<DoorContext> {
  return {
    async requestDidStart() {
      let ticket: Ticket | undefined;
      return {
        async didResolveOperation({ contextValue, request }) {
          ticket = await door.admit(contextValue, request.variables ?? {});
        },
        async willSendResponse({ contextValue, errors: raw, response }) {
          if (response.body.kind !== "single") return;
          const { data } = response.body.singleResult;
          const cost = ticket?.settle(data);
          const answered = raw && answerErrors(raw, contextValue.requestId, door.parts.report);
          if (answered) response.http.status = data === undefined || data === null ? answered.status : 200;
          const wait = answered?.errors[0]?.extensions?.retryAfterSeconds;
          if (typeof wait === "number") response.http.headers.set("retry-after", String(wait));
          response.body.singleResult = {
            ...(data !== undefined && { data }),
            ...(answered && { errors: answered.errors }),
            ...(cost && { extensions: { cost } }),
          };
        },
      };
    },
  };
}
