import { expect } from "chai";
import { createLogger } from "../../src/app/logger.ts";
import { shareHints } from "../../src/app/redisHints.ts";
import { Signal } from "../../src/app/signal.ts";
import { readConfig } from "../../src/config/config.ts";
import { until } from "../e2e/support/until.ts";

const url = process.env.REDIS_URL ?? "";
const logger = createLogger(readConfig({ LOG_LEVEL: "silent" }));

/** One process' end of the channel, which counts the hints that it got. */
async function open(url: string) {
  const published = new Signal();
  const hints = await shareHints(url, published, logger);
  const process = { published, heard: 0, close: hints.close };
  published.on(() => {
    process.heard += 1;
  });
  return process;
}

describe("shareHints", () => {
  (url === "" ? it.skip : it)(
    `tells the other processes, and nobody twice${url === "" ? " (REDIS_URL is not set)" : ""}`,
    async () => {
      const [one, two, three] = await Promise.all([open(url), open(url), open(url)]);
      one.published.send();
      two.published.send();
      await until("all have heard of both", async () => [one, two, three].every(({ heard }) => heard >= 2));
      await one.close();
      three.published.send();
      await until("the second heard of the third", async () => two.heard === 3);
      expect([one.heard, two.heard, three.heard]).to.deep.equal([2, 3, 3]);
      await Promise.all([two.close(), three.close()]);
    },
  );

  it("says at the start that nobody answers", async () => {
    const failure = await open("redis://127.0.0.1:1").catch((error: Error) => error);
    expect(String(failure)).to.contain("no Redis answers at REDIS_URL");
  });
});
