import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { createClient } from "graphql-ws";
import WebSocket from "ws";
import { readChainEvents, readReserves } from "./support/chainTruth.ts";
import { type KillWorld, openKillWorld } from "./support/killWorld.ts";
import { writeSettings } from "./support/programSettings.ts";
import { runCommand } from "./support/runProgram.ts";
import { until } from "./support/until.ts";

const server = process.env.DATABASE_URL ?? "";
const why = server === "" ? " (DATABASE_URL is not set, and processes meet in a database)" : "";

/** Two of each; clients talk to the first one. */
const PROCESSES = ["api", "api", "worker", "worker", "indexer", "indexer"].map((role) => ["--role", role]);

(server === "" ? describe.skip : describe)(`Six processes of three roles${why}`, function () {
  this.timeout(180_000);
  let world: KillWorld;

  before(async () => {
    world = await openKillWorld(server, PROCESSES);
  });
  after(() => world?.close());

  it("are all ready, and only the API answers requests", async () => {
    const checks = await Promise.all(
      world.urls.map((url) =>
        until(`${url} is ready`, async () => {
          const response = await fetch(`${url}/readyz`);
          return (
            response.status === 200 && ((await response.json()) as { checks: { part: string }[] }).checks
          );
        }),
      ),
    );
    const { chainId } = world.chain;
    const parts = checks.map((list) => list.map(({ part }) => part));
    expect(parts[0]).to.deep.equal(["database", "loops"]);
    expect(parts[4]).to.deep.equal(["database", `chain ${chainId}`, `indexer ${chainId}`, "loops"]);
    const doors = await Promise.all(
      world.urls.map(async (url) => (await fetch(`${url}/storefront`, { method: "POST" })).status),
    );
    expect(doors.map((status) => status === 404)).to.deep.equal([false, false, true, true, true, true]);
  });

  for (const role of ["worker", "indexer"]) {
    it(`do not start on a node of another chain: ${role}`, async () => {
      const stranger = createServer((_request, response) =>
        response.end(JSON.stringify({ jsonrpc: "2.0", id: 1, result: "0x1" })),
      ).listen(0, "127.0.0.1");
      await once(stranger, "listening");
      const { port } = stranger.address() as AddressInfo; // a TCP server's address is never a string
      const settings = await writeSettings(world.chain, {
        rpcUrl: `http://127.0.0.1:${port}`,
        databaseUrl: world.database.url,
        port: 0,
        finalityDepth: 6,
      });
      const failure = await runCommand(["src/app/main.ts", "--role", role], settings.env).catch(String);
      stranger.close();
      await settings.remove();
      expect(failure).to.contain("ended with 1");
      expect(failure).to.contain(`the node is on eip155:1, not on ${world.chain.chainId}`);
    });
  }

  it("tell subscribers at one API what was done through the other", async () => {
    const [merchant] = world.merchants;
    if (!merchant) throw new Error("there are merchants");
    const other = createClient({
      url: `${world.urls[1]?.replace("http", "ws")}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${merchant.client.key}` },
    });
    const heard: string[] = [];
    const stop = other.subscribe<{ events: { type: string } }>(
      { query: "subscription { events { type } }" },
      {
        next: ({ data }) => void (data && heard.push(data.events.type)),
        error: (error) => heard.push(String(error)),
        complete: () => undefined,
      },
    );
    await world.trade({ paymentsEach: 1, payoutsEach: 0 });
    await world.settled();
    await until("the other API told of the end", async () => heard.includes("PAYMENT_SUCCEEDED"));
    expect(heard[0]).to.equal("PAYMENT_CREATED");
    stop();
    await other.dispose();
  });

  it("share the work: nothing is done twice", async () => {
    await world.trade({ paymentsEach: 4, payoutsEach: 2 });
    await world.settled();
    await expectAsAskedFor({ paymentsEach: 5, payoutsEach: 2 });
  });

  for (const [index, role] of PROCESSES.entries()) {
    if (index % 2 === 0) continue;
    it(`lose nothing when one of two is killed: ${role[1]}`, async () => {
      const trading = world.trade({ paymentsEach: 2, payoutsEach: 1 });
      await world.kill(index);
      await trading;
      await world.settled();
    });
  }

  it("have done what was asked for, once", async () => {
    expect(world.kills).to.equal(3);
    await expectAsAskedFor({ paymentsEach: 11, payoutsEach: 5 });
    for (const { client, sink, secret } of world.merchants) {
      await client.allDelivered(60_000);
      const published = (await client.events()).map(({ id }) => id);
      expect([...sink.verified(secret).keys()].sort()).to.deep.equal(published.sort());
    }
  });

  async function expectAsAskedFor(asked: { paymentsEach: number; payoutsEach: number }): Promise<void> {
    const { chain, merchants } = world;
    const events = await readChainEvents(chain);
    const count = (name: string) => events.filter((event) => event.name === name).length;
    const payments = asked.paymentsEach * merchants.length;
    expect(["PaymentAuthorized", "PaymentCaptured", "PayoutSent"].map(count)).to.deep.equal([
      payments,
      payments,
      asked.payoutsEach * merchants.length,
    ]);
    expect(["CaptureSkipped", "PayoutFailed"].map(count)).to.deep.equal([0, 0]);
    const reserves = await readReserves(
      chain,
      merchants.map(({ client }) => client.account.address),
    );
    for (const [index, { client }] of merchants.entries()) {
      expect((await client.payments()).map(({ status }) => status)).to.deep.equal(
        Array.from({ length: asked.paymentsEach }, () => "SUCCEEDED"),
      );
      expect((await client.payouts()).map(({ status }) => status)).to.deep.equal(
        Array.from({ length: asked.payoutsEach }, () => "PAID"),
      );
      const { available, pending, reserved } = await client.balance();
      expect([available, pending, reserved]).to.deep.equal([reserves.accounts[index], 0n, 0n]);
    }
  }
});
