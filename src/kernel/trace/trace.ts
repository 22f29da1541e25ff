import {
  type Attributes,
  type Context,
  context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from "@opentelemetry/api";

/**
 * A step that people see in a trace. Traces leave the house: attributes name our own ids, heights and hashes, never a
 * secret, a signature, a person, or the text of an error.
 */
export interface Step {
  readonly name: string;
  readonly kind?: "SERVER" | "CLIENT";
  readonly attributes?: Attributes;
  /** When it began, if it did before it is told of. */
  readonly since?: Date;
}

/** Whether this process tells anybody of its traces. Without it nothing is noted, and every step is only its work. */
export function isTracing(): boolean {
  return propagation.fields().length > 0; // the propagator that src/app sets; none has no fields
}

/** Runs work as a step of the trace under way; outside of one, only runs it. */
export async function traced<T>(step: Step, work: () => Promise<T>): Promise<T> {
  return trace.getActiveSpan() ? run(open(step, { parent: context.active() }), work) : work();
}

/** Runs work as the first step of a new trace. */
export async function startTrace<T>(step: Step, work: () => Promise<T>): Promise<T> {
  return isTracing() ? run(open(step, { parent: ROOT_CONTEXT }), work) : work();
}

/**
 * Runs work as a step of the traces that rows noted: in the first that is collected, and with links from and to each
 * other one. Without any, only runs it.
 */
export async function continueTraces<T>(
  noted: readonly (string | null)[],
  step: Step,
  work: () => Promise<T>,
): Promise<T> {
  const origins = isTracing() ? distinct(noted.flatMap((traceparent) => originOf(traceparent) ?? [])) : [];
  const first = origins.find(({ traceFlags }) => traceFlags & TraceFlags.SAMPLED) ?? origins[0];
  if (!first) return work();
  const others = origins.filter((origin) => origin !== first);
  const opened = open(step, { parent: trace.setSpanContext(ROOT_CONTEXT, first), links: others });
  for (const other of others) {
    const links = [opened.span.spanContext()];
    open(step, { parent: trace.setSpanContext(ROOT_CONTEXT, other), links }).span.end();
  }
  return run(opened, work);
}

/** A step that callbacks begin and end, as HTTP servers do. */
export interface OpenStep {
  /** Runs what belongs to it. */
  inside(work: () => void): void;
  /** `failure`: a code, when it failed. */
  end(attributes: Attributes, failure?: string | null): void;
}

/** Begins a step that a stranger asked for: in the trace that its `traceparent` header names, or, `apart`, in a new one
 *  that is linked to it. */
export function openStep(step: Step, asked: { traceparent: string | null; apart: boolean }): OpenStep {
  const origin = originOf(asked.traceparent);
  const { context: own, span } =
    asked.apart || !origin
      ? open(step, { parent: ROOT_CONTEXT, links: origin ? [origin] : [] })
      : open(step, { parent: trace.setSpanContext(ROOT_CONTEXT, origin) });
  return {
    inside: (work) => context.with(own, work),
    end(attributes, failure = null) {
      span.setAttributes(attributes);
      if (failure !== null) fail(span, failure);
      span.end();
    },
  };
}

/** What rows note of the trace under way, in W3C's form; null outside of one. */
export function currentTraceparent(): string | null {
  const carrier: { traceparent?: string } = {};
  propagation.inject(context.active(), carrier);
  return carrier.traceparent ?? null;
}

/** Adds to the step under way. */
export function annotate(attributes: Attributes, name?: string): void {
  const span = trace.getActiveSpan()?.setAttributes(attributes);
  if (name !== undefined) span?.updateName(name);
}

/** Marks the step under way as failed; `type` is a code, not a text. */
export function markFailed(type: string): void {
  const span = trace.getActiveSpan();
  if (span) fail(span, type);
}

interface Opened {
  readonly span: Span;
  readonly context: Context;
}

const KINDS = { SERVER: SpanKind.SERVER, CLIENT: SpanKind.CLIENT };

function open(
  { name, kind, attributes = {}, since }: Step,
  from: { parent: Context; links?: readonly SpanContext[] },
): Opened {
  const span = trace.getTracer("tallystick").startSpan(
    name,
    {
      kind: kind ? KINDS[kind] : SpanKind.INTERNAL,
      attributes,
      links: (from.links ?? []).map((linked) => ({ context: linked })),
      ...(since && { startTime: since }),
    },
    from.parent,
  );
  return { span, context: trace.setSpan(from.parent, span) };
}

async function run<T>({ span, context: own }: Opened, work: () => Promise<T>): Promise<T> {
  try {
    return await context.with(own, work);
  } catch (error) {
    fail(span, typeOf(error));
    throw error;
  } finally {
    span.end();
  }
}

function fail(span: Span, type: string): void {
  span.setStatus({ code: SpanStatusCode.ERROR }).setAttribute("error.type", type);
}

/** Our code, PostgreSQL's or Node's, else the class: messages may quote what nobody outside may read. */
function typeOf(error: unknown): string {
  const { code } = Object(error) as { code?: unknown }; // any thrown value will do
  if (typeof code === "string") return code;
  return error instanceof Error ? error.constructor.name : "_OTHER";
}

function originOf(traceparent: string | null): SpanContext | undefined {
  if (traceparent === null) return undefined;
  return trace.getSpanContext(propagation.extract(ROOT_CONTEXT, { traceparent }));
}

function distinct(origins: readonly SpanContext[]): SpanContext[] {
  return [...new Map(origins.map((origin) => [origin.traceId, origin])).values()];
}
