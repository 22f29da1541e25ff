import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { developmentAccounts } from "../../src/chain/signer/developmentAccounts.ts";
import { type SignerServer, startSignerServer } from "../fixtures/signerServer.ts";
import { readChainEvents, selectorOf } from "./support/chainTruth.ts";
import { type KillWorld, openKillWorld } from "./support/killWorld.ts";
import type { MerchantClient } from "./support/merchantClient.ts";
import { until } from "./support/until.ts";

const server = process.env.DATABASE_URL ?? "";
const why = server === "" ? " (DATABASE_URL is not set, and PGlite ends with its process)" : "";

(server === "" ? describe.skip : describe)(`Keys in a signing service with a policy${why}`, function () {
  this.timeout(300_000);
  let world: KillWorld;
  let service: SignerServer;
  let shop: MerchantClient;

  before(async () => {
    world = await openKillWorld(server);
    const [first] = world.merchants;
    if (!first) throw new Error("there are merchants");
    shop = first.client;
    const { escrow, settlement } = world.chain.contracts;
    service = await startSignerServer(
      developmentAccounts(3).map(({ privateKey }) => privateKey),
      {
        chainIds: [31_337n],
        allowed: {
          [escrow]: (["authorize", "captureBatch"] as const).map(selectorOf),
          [settlement]: [selectorOf("payoutBatch")],
        },
        unitsPerDay: 3_000_000n,
      },
    );
    await world.kill();
    await moveKeys();
    await world.restart();
  });
  after(async () => {
    await world?.close();
    await service?.close();
  });

  it("serve every lane, though answers get lost", async () => {
    service.lose = 5;
    await world.trade({ paymentsEach: 1, payoutsEach: 0 });
    await world.settled();
    await shop.payOut("2", "within the limit");
    await until("it is paid", async () => (await shop.payouts()).every(({ status }) => status === "PAID"));
    expect(service.signed.length).to.be.greaterThan(3);
  });

  it("refuse a payout above the limit of the day, which waits, visibly, and is paid once when it is allowed", async () => {
    await shop.payOut("1.5", "above the limit");
    const refusal = await until("the refusal is noted", async () => {
      const [row] = await world.database.query<{ reason: string; nonce: string | null; status: string }>(
        "SELECT signer_refusal AS reason, nonce, status FROM chain_transactions WHERE signer_refusal IS NOT NULL",
      );
      return row;
    });
    expect(refusal).to.deep.equal({
      reason: "eth_signTransaction: the limit of the day is reached",
      nonce: null,
      status: "PLANNED",
    });
    const metrics = await (await fetch(`${world.urls[0]}/metrics`)).text();
    expect(metrics).to.contain(
      'tallystick_lane_transactions{chain="eip155:31337",lane="payout",state="refused"} 1',
    );
    expect((await shop.balance()).reserved).to.equal(1_500_000n);
    expect(await paid()).to.deep.equal([2_000_000n]);

    service.policy = { ...service.policy, unitsPerDay: 4_000_000n };
    await until("it is paid", async () => (await shop.payouts()).every(({ status }) => status === "PAID"));
    expect(await paid()).to.have.members([2_000_000n, 1_500_000n]);
  });

  const paid = async () =>
    (await readChainEvents(world.chain))
      .filter(({ name }) => name === "PayoutSent")
      .map(({ args }) => args.amount);

  /** From files into the service; the program keeps no key. */
  async function moveKeys(): Promise<void> {
    const { CHAINS_FILE = "", KEYSTORE_DIR: folder = "" } = world.env;
    const { chains } = JSON.parse(await readFile(CHAINS_FILE, "utf8"));
    const { signers } = world.chain;
    const named = (["capture", "payout", "admin"] as const).map((lane) => {
      return { lane, address: signers[lane].address, url: service.url };
    });
    await writeFile(CHAINS_FILE, JSON.stringify({ chains: [{ ...chains[0], signers: named }] }));
    for (const { lane } of named) await rm(join(folder, `${lane}.json`));
  }
});
