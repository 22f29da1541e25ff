import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { expect } from "chai";
import { Registry } from "prom-client";
import { createHttp } from "../../src/app/http.ts";
import { createLogger } from "../../src/app/logger.ts";
import { readConfig } from "../../src/config/config.ts";

const logger = createLogger(readConfig({ LOG_LEVEL: "silent" }));

/** A server with a request under way that is answered when the test says so. */
async function serve(drainMs: number) {
  const http = await createHttp({ logger, readiness: async () => [], metrics: new Registry(), drainMs });
  const entered = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<string>();
  http.get("/slow", async () => {
    entered.resolve();
    return answer.promise;
  });
  const url = await http.listen({ port: 0, host: "127.0.0.1" });
  const asked = fetch(`${url}/slow`).then(
    (response) => response.text(),
    () => "cut",
  );
  await entered.promise;
  return { http, url, answer, asked };
}

describe("closing the HTTP server", () => {
  it("answers what was asked, and takes nothing new", async () => {
    const { http, url, answer, asked } = await serve(10_000);
    const closed = http.close();
    await pause(50);
    const late = await fetch(`${url}/healthz`).then(
      (response) => response.status,
      () => "refused",
    );
    expect(late).to.be.oneOf(["refused", 503]);
    answer.resolve("whole");
    expect(await asked).to.equal("whole");
    await closed;
  });

  it("does not wait for connections that are idle", async () => {
    const http = await createHttp({ logger, readiness: async () => [], metrics: new Registry() });
    const url = new URL(await http.listen({ port: 0, host: "127.0.0.1" }));
    const idle = connect(Number(url.port), url.hostname);
    await once(idle, "connect");
    const started = performance.now();
    await http.close();
    expect(performance.now() - started).to.be.lessThan(5_000);
    idle.destroy();
  });

  it("cuts off what does not end in time", async () => {
    const { http, answer, asked } = await serve(100);
    await http.close();
    expect(await asked).to.equal("cut");
    answer.resolve("too late");
  });
});
