import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect, createServer, type Socket } from "node:net";
import { expect } from "chai";
import { createLogger } from "../../src/app/logger.ts";
import { type SharedPoints, sharePoints } from "../../src/app/redisPoints.ts";
import { readConfig } from "../../src/config/config.ts";
import { until } from "../e2e/support/until.ts";

const url = process.env.REDIS_URL ?? "";
const logger = createLogger(readConfig({ LOG_LEVEL: "silent" }));
const limit = { capacity: 100, refillPerSecond: 0.1 };

(url === "" ? describe.skip : describe)(
  `points over Redis${url === "" ? " (REDIS_URL is not set)" : ""}`,
  () => {
    let proxy: Awaited<ReturnType<typeof startProxy>>;
    let processes: SharedPoints[];
    let name: string;

    beforeEach(async () => {
      proxy = await startProxy(new URL(url));
      processes = [await sharePoints(proxy.url, logger), await sharePoints(proxy.url, logger)];
      name = crypto.randomUUID();
    });
    afterEach(async () => {
      for (const shared of processes) shared.close();
      await proxy.close();
    });

    const buckets = () => processes.map((shared) => shared.open(name, limit));

    it("are one bucket for all processes, also when many draw on it at once", async () => {
      const all = buckets();
      const charges = await Promise.all(
        Array.from({ length: 60 }, (_, index) => all[index % 2]?.take("one", 5)),
      );
      expect(charges.filter((charge) => charge?.paid)).to.have.length(20);
      const refused = await all[0]?.take("one", 50);
      expect(refused).to.deep.include({ paid: false, remaining: 0 });
      expect(refused?.retryAfterSeconds).to.be.within(480, 500);
      expect((await all[1]?.take("another", 100))?.paid).to.equal(true);
    });

    it("are given back, and never above the capacity", async () => {
      const [one, two] = buckets();
      await one?.take("key", 80);
      one?.giveBack("key", 50);
      await until("they are back", async () => ((await two?.take("key", 0))?.remaining ?? 0) >= 70);
      one?.giveBack("key", 500);
      await until("they are back", async () => (await two?.take("key", 0))?.remaining === 100);
    });

    it("are counted by each process while Redis is away, and together again after", async () => {
      const [one, two] = buckets();
      await one?.take("key", 100);
      proxy.cut();
      await until("Redis is away", async () => (await one?.take("key", 60))?.paid === true);
      expect((await one?.take("key", 60))?.paid).to.equal(false);
      expect((await two?.take("key", 60))?.paid).to.equal(true);
      proxy.mend();
      await until("Redis is back", async () => ((await one?.take("key", 0))?.remaining ?? 40) < 40, 20_000);
      expect((await two?.take("key", 40))?.paid).to.equal(false);
    });

    it("do not wait for a Redis that hangs", async () => {
      const [one] = buckets();
      proxy.freeze();
      const started = performance.now();
      for (let index = 0; index < 20; index++) await one?.take("key", 1);
      expect(performance.now() - started).to.be.lessThan(1_000);
    });
  },
);

/** Stands between us and Redis, and breaks the connection when told to. */
async function startProxy(target: URL) {
  const open = new Set<Socket>();
  let mode: "open" | "cut" | "frozen" = "open";
  const server = createServer((near) => {
    if (mode === "cut") return void near.destroy();
    const far = connect(Number(target.port || 6379), target.hostname);
    for (const socket of [near, far]) {
      open.add(socket);
      socket
        .on("error", () => undefined)
        .on("close", () => {
          open.delete(socket);
          near.destroy();
          far.destroy();
        });
    }
    near.on("data", (bytes) => mode !== "frozen" && far.write(bytes));
    far.on("data", (bytes) => mode !== "frozen" && near.write(bytes));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const cut = () => {
    mode = "cut";
    for (const socket of open) socket.destroy();
  };
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    mend: () => {
      mode = "open";
    },
    freeze: () => {
      mode = "frozen";
    },
    async close() {
      cut();
      server.close();
      await once(server, "close");
    },
  };
}
