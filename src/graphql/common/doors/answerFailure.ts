import type { FastifyReply, FastifyRequest } from "fastify";
import { answerErrors, type ReportFailure } from "../errors/answerErrors.ts";
import { TransportError } from "../errors/transportError.ts";

/** Answers a request that did not come as far as being executed. */
export function answerFailure(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  report: ReportFailure,
) {
  const { status, errors } = answerErrors([asTransportError(error, request)], request.id, report);
  const wait = errors[0]?.extensions?.retryAfterSeconds;
  if (typeof wait === "number") reply.header("retry-after", wait);
  return reply.code(status).type("application/json; charset=utf-8").send({ errors });
}

/** Fastify refuses bodies that it cannot read before we see them. */
function asTransportError(error: unknown, { routeOptions }: FastifyRequest): unknown {
  const { code, statusCode } = error as { code?: unknown; statusCode?: unknown }; // whatever was thrown
  if (error instanceof TransportError || typeof statusCode !== "number" || statusCode >= 500) return error;
  return code === "FST_ERR_CTP_BODY_TOO_LARGE" || code === "FST_ERR_CTP_INVALID_MEDIA_TYPE"
    ? new TransportError(
        "BAD_USER_INPUT",
        `Send application/json of at most ${routeOptions.bodyLimit?.toLocaleString("en")} bytes.`,
      )
    : new TransportError("PARSE_FAILED", "The request's body is not JSON.");
}
