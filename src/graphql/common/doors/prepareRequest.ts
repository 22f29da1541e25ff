import { OperationTypeNode } from "graphql";
import type { PreparedDocument } from "../documents/documentCache.ts";
import { TransportError } from "../errors/transportError.ts";
import type { Door } from "./door.ts";
import type { GraphqlBody } from "./graphqlBody.ts";

/** Prepares the one operation of a request.
 *  @throws PARSE_FAILED, MULTIPLE_OPERATIONS, QUERY_TOO_COMPLEX, VALIDATION_FAILED, BAD_USER_INPUT */
export function prepareRequest(
  door: Door,
  body: Pick<GraphqlBody, "query" | "operationName">,
): PreparedDocument {
  const prepared = door.documents.prepare(body.query);
  if (body.operationName !== undefined && body.operationName !== prepared.operation.name?.value) {
    throw new TransportError("BAD_USER_INPUT", "operationName names no operation of the document.");
  }
  return prepared;
}

/** The same for a plain HTTP request, which cannot carry a subscription. */
export function prepareHttpRequest(door: Door, body: GraphqlBody): PreparedDocument {
  const prepared = prepareRequest(door, body);
  if (prepared.operation.operation === OperationTypeNode.SUBSCRIPTION) {
    throw new TransportError(
      "BAD_USER_INPUT",
      "Subscriptions need a WebSocket with the graphql-transport-ws protocol.",
    );
  }
  return prepared;
}
