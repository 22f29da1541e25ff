import { expect } from "chai";
import { Registry } from "prom-client";
import { createHttp } from "../../src/app/http.ts";
import { createLogger } from "../../src/app/logger.ts";
import { readConfig } from "../../src/config/config.ts";

/** The address that a request of ours seems to come from, when it says it was passed on. */
async function addressSeen(trustedProxies?: readonly string[]): Promise<string> {
  const http = await createHttp({
    logger: createLogger(readConfig({ LOG_LEVEL: "silent" })),
    readiness: async () => [],
    metrics: new Registry(),
    ...(trustedProxies && { trustedProxies }),
  });
  http.get("/address", async (request) => request.ip);
  const url = await http.listen({ port: 0, host: "127.0.0.1" });
  try {
    const headers = { "x-forwarded-for": "192.0.2.1, 198.51.100.7, 10.0.0.5" };
    return await (await fetch(`${url}/address`, { headers })).text();
  } finally {
    await http.close();
  }
}

describe("where a request comes from", () => {
  it("is the connection's other end, whatever it says of itself", async () => {
    expect(await addressSeen()).to.equal("127.0.0.1");
    expect(await addressSeen(["10.0.0.0/8"])).to.equal("127.0.0.1");
  });

  it("is what the last trusted proxy says, and no further", async () => {
    expect(await addressSeen(["127.0.0.1"])).to.equal("10.0.0.5");
    expect(await addressSeen(["127.0.0.0/8", "10.0.0.5"])).to.equal("198.51.100.7");
  });
});
