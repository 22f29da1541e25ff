import type { ExecutionArgs, GraphQLError } from "graphql";
import { execute, OperationTypeNode } from "graphql";
import { type Extra, makeHandler } from "graphql-ws/use/@fastify/websocket";
import type { DoorContext } from "../context/doorContext.ts";
import type { Ticket } from "../cost/meter.ts";
import { answerErrors } from "../errors/answerErrors.ts";
import { TransportError } from "../errors/transportError.ts";
import type { Door } from "./door.ts";
import { readGraphqlBody } from "./graphqlBody.ts";
import { prepareRequest } from "./prepareRequest.ts";
import { traceOperation } from "./traceRequests.ts";

/** Running operations of one connection. */
const MOST_OPERATIONS = 100;

const PING_MS = 12_000;

type Params = Record<string, unknown> | undefined;

interface Admitted extends ExecutionArgs {
  readonly contextValue: DoorContext;
  readonly ticket: Ticket;
}

/** The graphql-transport-ws protocol in front of a door: the same cache of documents, the same gate, the same errors
 *  as over HTTP. The credential comes with the connection, as `authorization` in connectionParams. */
export function webSocketOf(door: Door): ReturnType<typeof makeHandler> {
  const { report } = door.parts;
  return makeHandler<Params, Record<string, unknown>>(
    {
      async onConnect(context) {
        try {
          const authorization = authorizationOf(context.connectionParams);
          await door.kind.authenticate({ authorization, address: context.extra.request.ip });
          return true;
        } catch (error) {
          if (error instanceof TransportError) return false; // closed as 4403 Forbidden
          throw error;
        }
      },
      async onSubscribe(context, id, payload): Promise<Admitted | readonly GraphQLError[]> {
        try {
          if (Object.keys(context.subscriptions).length > MOST_OPERATIONS) {
            throw new TransportError("THROTTLED", `A connection runs at most ${MOST_OPERATIONS} operations.`);
          }
          return await admit(door, { payload, id, extra: context.extra, params: context.connectionParams });
        } catch (error) {
          return [error as GraphQLError]; // onError makes of it what may be shown
        }
      },
      execute(args) {
        const { contextValue } = args as Admitted; // made by onSubscribe
        return traceOperation(contextValue.prepared, async () => execute(args));
      },
      onError: (context, _id, _payload, errors) =>
        answerErrors(errors, context.extra.request.id, report).errors,
      onNext(context, _id, _payload, args, result) {
        const { ticket } = args as Admitted; // made by onSubscribe
        const errors = result.errors && answerErrors(result.errors, context.extra.request.id, report).errors;
        const isStream = operationOf(args) === OperationTypeNode.SUBSCRIPTION;
        return {
          ...(result.data !== undefined && { data: result.data }),
          ...(errors && { errors }),
          ...(!isStream && { extensions: { cost: ticket.settle(result.data) } }),
        };
      },
    },
    PING_MS,
  );
}

function operationOf(args: ExecutionArgs): OperationTypeNode {
  return (args.contextValue as DoorContext).prepared.operation.operation; // made by onSubscribe
}

async function admit(
  door: Door,
  message: { payload: unknown; id: string; extra: Pick<Extra, "request">; params: Params },
): Promise<Admitted> {
  const { query, operationName, variables } = readGraphqlBody(message.payload);
  const prepared = prepareRequest(door, { query, operationName });
  const { request } = message.extra;
  const contextValue = await door.contextOf({
    prepared,
    variables,
    authorization: authorizationOf(message.params),
    requestId: request.id,
    address: request.ip,
  });
  const ticket = await door.admit(contextValue, variables);
  return {
    schema: door.kind.schema,
    document: prepared.document,
    variableValues: variables,
    contextValue,
    ticket,
  };
}

function authorizationOf(params: Params): string | undefined {
  const value = params?.authorization ?? params?.Authorization;
  return typeof value === "string" ? value : undefined;
}
