import { context, DiagLogLevel, diag, propagation, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import {
  defaultResource,
  detectResources,
  type Resource,
  resourceAttributesEnvDetector,
  resourceFromAttributes,
} from "@opentelemetry/resources";
import { BatchSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import type { Logger } from "pino";
import type { Config } from "../../config/config.ts";
import { samplerOf } from "./samplerOf.ts";

/** Names the process unless OTEL_SERVICE_NAME or OTEL_RESOURCE_ATTRIBUTES do. */
const SERVICE_NAME = "tallystick";

/** The name of an operation is its caller's, and may be as long as a document. */
const MOST_CHARACTERS = 256;

/**
 * Sends the traces of this process to a collector, by OTLP over HTTP. What OpenTelemetry lets the environment say of
 * exporters besides (headers, time-outs, certificates) its exporter reads by itself.
 * Returns how to send the rest and stop; what cannot be sent is lost, and the log says so.
 */
export function exportTraces(endpoint: string, config: Config, logger: Logger): () => Promise<void> {
  const log = (message: string) => logger.warn({ part: "traces" }, message);
  const quiet = () => undefined;
  const levels = { error: log, warn: log, info: quiet, debug: quiet, verbose: quiet };
  diag.setLogger(levels, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, "")}/v1/traces` });
  const provider = new TracerProvider({
    resource: resourceOf(config),
    sampler: samplerOf(config),
    spanLimits: { attributeValueLengthLimit: MOST_CHARACTERS },
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(provider);
  return async () => {
    await provider.shutdown().catch((error: Error) => log(`the last traces were lost: ${error.message}`));
    for (const part of [trace, propagation, context, diag]) part.disable();
  };
}

function resourceOf({ OTEL_SERVICE_NAME: name }: Config): Resource {
  const named = (text: string) => resourceFromAttributes({ "service.name": text });
  const resource = defaultResource()
    .merge(named(SERVICE_NAME))
    .merge(detectResources({ detectors: [resourceAttributesEnvDetector] }));
  return name === undefined ? resource : resource.merge(named(name));
}
