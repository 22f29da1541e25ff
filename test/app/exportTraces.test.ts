import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { createLogger } from "../../src/app/logger.ts";
import { exportTraces } from "../../src/app/traces/exportTraces.ts";
import { readConfig } from "../../src/config/config.ts";
import { isTracing, startTrace } from "../../src/kernel/trace/trace.ts";

describe("exportTraces", () => {
  const timeout = process.env.OTEL_EXPORTER_OTLP_TIMEOUT;
  before(() => {
    process.env.OTEL_EXPORTER_OTLP_TIMEOUT = "200"; // read by OpenTelemetry's exporter itself
  });
  after(() => {
    if (timeout === undefined) delete process.env.OTEL_EXPORTER_OTLP_TIMEOUT;
    else process.env.OTEL_EXPORTER_OTLP_TIMEOUT = timeout;
  });

  it("ends without complaint when the collector is away or silent, and the log says so", async () => {
    const silent = createServer(() => undefined).listen(0, "127.0.0.1");
    await once(silent, "listening");
    silent.unref();
    const { port } = silent.address() as AddressInfo; // a TCP server's address is never a string
    for (const endpoint of ["http://127.0.0.1:9", `http://127.0.0.1:${port}/`]) {
      const lines: string[] = [];
      const config = readConfig({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint });
      const logger = createLogger(config, { write: (line) => void lines.push(line) });
      const stop = exportTraces(endpoint, config, logger);
      expect(isTracing()).to.equal(true);
      await startTrace({ name: "request" }, async () => undefined);
      await stop();
      expect(isTracing()).to.equal(false);
      const said = lines.map((line) => JSON.parse(line) as { level: number; part: string });
      expect(said.length).to.be.greaterThan(0);
      expect(said.every(({ level, part }) => level === 40 && part === "traces")).to.equal(true);
    }
    silent.closeAllConnections();
    silent.close();
  });
});
