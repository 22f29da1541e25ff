import type { FastifyInstance, FastifyRequest } from "fastify";
import {
  annotate,
  isTracing,
  type OpenStep,
  openStep,
  type Step,
  startTrace,
} from "../../../kernel/trace/trace.ts";
import type { PreparedDocument } from "../documents/documentCache.ts";

/**
 * Makes a step of a trace of each operation that is posted to a door. Servers of merchants and operators may go on with
 * a trace of their own (`traceparent`); `apart`, at a door for strangers, theirs is only linked.
 */
export function traceRequests(scope: FastifyInstance, door: { path: string; apart: boolean }): void {
  if (!isTracing()) return;
  const steps = new WeakMap<FastifyRequest, OpenStep>();
  scope.addHook("onRequest", async (request, reply) => {
    if (request.method !== "POST") return; // a page, or the start of a WebSocket
    const { traceparent } = request.headers;
    const attributes = {
      "http.request.method": "POST",
      "http.route": door.path,
      "url.path": door.path,
      "url.scheme": request.protocol,
    };
    const step = openStep(
      { name: `POST ${door.path}`, kind: "SERVER", attributes },
      { traceparent: typeof traceparent === "string" ? traceparent : null, apart: door.apart },
    );
    steps.set(request, step);
    reply.raw.once("close", () => {
      const { statusCode } = reply;
      step.end({ "http.response.status_code": statusCode }, statusCode >= 500 ? String(statusCode) : null);
    });
  });
  // Only now: the body has come by events that know nothing of who waited for them.
  scope.addHook("preValidation", (request, _reply, done) => {
    const step = steps.get(request);
    if (step) step.inside(() => done());
    else done();
  });
}

/** Says in the step under way which operation it is. */
export function nameOperation(prepared: PreparedDocument): void {
  const { name, attributes } = stepOf(prepared);
  annotate(attributes ?? {}, name);
}

/** Runs an operation that came over a WebSocket in a trace of its own. */
export function traceOperation<T>(prepared: PreparedDocument, execute: () => Promise<T>): Promise<T> {
  return startTrace({ ...stepOf(prepared), kind: "SERVER" }, execute);
}

/** Names of the schema and the operation's own; nothing that it carries. */
function stepOf({ operation, inspection }: PreparedDocument): Step {
  const fields = [...new Set(inspection.rootFields.map(({ name }) => name.value))];
  return {
    name: fields.length === 1 ? `${operation.operation} ${fields[0]}` : operation.operation,
    attributes: {
      "graphql.operation.type": operation.operation,
      ...(operation.name && { "graphql.operation.name": operation.name.value }),
      "tallystick.graphql.fields": fields,
    },
  };
}
