import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

type Value = {
  readonly stringValue?: string;
  readonly intValue?: number | string;
  readonly arrayValue?: unknown;
};

/** A span as OTLP's JSON has it. */
export interface CollectedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  /** 1 internal, 2 server, 3 client. */
  readonly kind: number;
  readonly attributes: readonly { readonly key: string; readonly value: Value }[];
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly status: { readonly code?: number };
}

interface TraceExport {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: CollectedSpan["attributes"] };
    readonly scopeSpans: readonly { readonly spans: readonly CollectedSpan[] }[];
  }[];
}

/** What a company's OpenTelemetry collector receives: OTLP over HTTP. */
export interface TraceCollector {
  readonly url: string;
  /** Every body, as it came. */
  readonly bodies: readonly string[];
  /** The paths that were posted to, each once. */
  readonly paths: ReadonlySet<string>;
  spans(): CollectedSpan[];
  /** The values of service.name, each once. */
  services(): string[];
  close(): Promise<void>;
}

export async function startTraceCollector(): Promise<TraceCollector> {
  const bodies: string[] = [];
  const paths = new Set<string>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    paths.add(`${request.method} ${request.url}`);
    bodies.push(Buffer.concat(chunks).toString("utf8"));
    response.setHeader("content-type", "application/json").end("{}");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // a TCP server's address is never a string
  const resources = () => bodies.flatMap((body) => (JSON.parse(body) as TraceExport).resourceSpans);
  return {
    url: `http://127.0.0.1:${port}`,
    bodies,
    paths,
    spans: () => resources().flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
    services: () => [
      ...new Set(resources().map(({ resource }) => String(attribute(resource, "service.name")))),
    ],
    async close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

export function attribute(of: Pick<CollectedSpan, "attributes">, key: string): string | number | undefined {
  const value = of.attributes.find((candidate) => candidate.key === key)?.value;
  return value?.stringValue ?? (value?.intValue === undefined ? undefined : Number(value.intValue));
}
