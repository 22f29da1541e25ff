import type { FastifyInstance } from "fastify";
import type { ExecutionResult } from "graphql";
import { mercurius } from "mercurius";
import type { DoorContext } from "../common/context/doorContext.ts";
import type { Ticket } from "../common/cost/meter.ts";
import { answerFailure } from "../common/doors/answerFailure.ts";
import { Door, type DoorParts } from "../common/doors/door.ts";
import { type GraphqlBody, readGraphqlBody } from "../common/doors/graphqlBody.ts";
import { prepareHttpRequest } from "../common/doors/prepareRequest.ts";
import { answerErrors } from "../common/errors/answerErrors.ts";
import { findMerchantNode } from "./findMerchantNode.ts";
import { buildMerchantSchema } from "./merchantSchema.ts";

/** Compiles a document the second time it is seen. */
const JIT_AFTER = 1;

export function merchantDoor(parts: DoorParts): Door {
  return new Door(
    {
      schema: buildMerchantSchema(),
      path: "/graphql",
      introspection: true, // the schema is public, and keys guard what it leads to
      findNode: findMerchantNode,
      authenticate: (credential) => parts.keys.callerOf(credential),
      callerOf: (request) => parts.keys.callerOf(request),
    },
    parts,
  );
}

/** A batch of 1,000 payouts with references of their own. */
const LARGEST_BODY_BYTES = 400_000;

/** Opens the door's POST route: Mercurius executes, with compiled documents, what the gate lets through. */
export async function serveMerchantDoor(scope: FastifyInstance, door: Door): Promise<void> {
  await scope.register(mercurius, {
    schema: door.kind.schema,
    routes: false,
    jit: JIT_AFTER,
    // The errors stay what they are; the route below says what is shown of them.
    errorFormatter: (execution) => ({ statusCode: 200, response: execution }),
  });
  const tickets = new WeakMap<object, Ticket>();
  scope.graphql.addHook("preExecution", async (_schema, _document, context, variables) => {
    const asked = context as unknown as DoorContext; // what execute() below passes in
    tickets.set(asked, await door.admit(asked, (variables as GraphqlBody["variables"]) ?? {})); // as they were posted
  });
  scope.setErrorHandler((error, request, reply) => answerFailure(error, request, reply, door.parts.report));
  scope.post(door.kind.path, { bodyLimit: LARGEST_BODY_BYTES }, async (request, reply) => {
    const body = readGraphqlBody(request.body);
    const prepared = prepareHttpRequest(door, body);
    const { variables } = body;
    const { authorization } = request.headers;
    const context = await door.contextOf({
      prepared,
      variables,
      authorization,
      requestId: request.id,
      address: request.ip,
    });
    const result = await execute(scope, body, context);
    const cost = tickets.get(context)?.settle(result.data);
    if (!result.errors) return { data: result.data, extensions: { cost } };
    const { status, errors } = answerErrors(result.errors, request.id, door.parts.report);
    const isRefused = result.data === undefined || result.data === null;
    reply.code(isRefused ? status : 200);
    const wait = errors[0]?.extensions?.retryAfterSeconds;
    if (typeof wait === "number") reply.header("retry-after", wait);
    return {
      ...(result.data !== undefined && { data: result.data }),
      errors,
      ...(cost && { extensions: { cost } }),
    };
  });
}

/** Mercurius throws what it refuses before execution; execution's own errors stand in the result. */
async function execute(
  scope: FastifyInstance,
  body: GraphqlBody,
  context: DoorContext,
): Promise<ExecutionResult> {
  try {
    return await scope.graphql(body.query, context as never, { ...body.variables }, body.operationName); // any object will do
  } catch (error) {
    const { errors } = error as { errors?: ExecutionResult["errors"] }; // MER_ERR_GQL_VALIDATION: variables that do not fit
    return { errors: errors ?? [error as never] };
  }
}
