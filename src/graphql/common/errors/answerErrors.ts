import { GraphQLError, type GraphQLFormattedError } from "graphql";
import { DomainError } from "../../../kernel/errors/domainError.ts";
import { TRANSPORT_STATUS, type TransportCode, TransportError } from "./transportError.ts";

/** Told of every failure that is our fault; the answer only carries the request's id. */
export type ReportFailure = (error: unknown, requestId: string) => void;

export interface ErrorAnswer {
  readonly status: number;
  readonly errors: GraphQLFormattedError[];
}

/** Turns whatever went wrong into what a client may see: a code, a sentence, the request's id; never a stack. */
export function answerErrors(
  errors: readonly unknown[],
  requestId: string,
  report: ReportFailure,
): ErrorAnswer {
  const shown = errors.flatMap((error) =>
    error instanceof TransportError && error.details.length > 0
      ? error.details.map((detail) => toShown(detail, requestId, report, error.code))
      : [toShown(error, requestId, report)],
  );
  const worst = shown.reduce((status, { code }) => Math.max(status, TRANSPORT_STATUS[code]), 0);
  return { status: worst, errors: shown.map(({ formatted }) => formatted) };
}

function toShown(error: unknown, requestId: string, report: ReportFailure, knownCode?: TransportCode) {
  const graphqlError = error instanceof GraphQLError ? error : undefined;
  const cause = graphqlError?.originalError ?? error;
  const code = knownCode ?? codeOf(cause, graphqlError?.path !== undefined);
  if (code === "INTERNAL") report(cause, requestId);
  const message =
    code === "INTERNAL" ? "Something went wrong on our side; quote the requestId." : (cause as Error).message; // codeOf knows its class
  const formatted: GraphQLFormattedError = {
    message,
    ...(graphqlError?.locations && { locations: graphqlError.locations }),
    ...(graphqlError?.path && { path: graphqlError.path }),
    extensions: { ...evidenceOf(cause), code, requestId },
  };
  return { code, formatted };
}

function codeOf(cause: unknown, whileResolving: boolean): TransportCode {
  if (cause instanceof TransportError) return cause.code;
  // Queries have no userErrors: what a use case refuses there is the request's fault.
  if (cause instanceof DomainError) return "BAD_USER_INPUT";
  // GraphQL itself refuses variables before it resolves anything.
  return cause instanceof GraphQLError && !whileResolving ? "BAD_USER_INPUT" : "INTERNAL";
}

function evidenceOf(cause: unknown): object {
  if (cause instanceof TransportError) return cause.extensions;
  return cause instanceof DomainError ? { reason: cause.code } : {};
}
