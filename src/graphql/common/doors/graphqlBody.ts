import type { Variables } from "../documents/cost.ts";
import { TransportError } from "../errors/transportError.ts";
import { faultOfJson } from "../input/faultOfJson.ts";

/** A GraphQL request as it is posted. */
export interface GraphqlBody {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Variables;
}

/** @throws BAD_USER_INPUT for anything but one request; lists of requests are not taken */
export function readGraphqlBody(body: unknown): GraphqlBody {
  if (!isRecord(body)) throw refused("Send one JSON object with query and, if needed, variables.");
  const { query, operationName, variables } = body;
  if (typeof query !== "string" || query === "")
    throw refused("query must be a string with a GraphQL document.");
  if (operationName !== undefined && operationName !== null && typeof operationName !== "string") {
    throw refused("operationName must be a string.");
  }
  if (variables !== undefined && variables !== null && !isRecord(variables)) {
    throw refused("variables must be an object.");
  }
  const fault = faultOfJson(variables);
  if (fault !== null) throw refused(`variables ${fault}.`);
  return { query, operationName: operationName || undefined, variables: variables ?? {} };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function refused(message: string): TransportError {
  return new TransportError("BAD_USER_INPUT", message);
}
