import { readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { developmentAccounts } from "../../src/chain/signer/developmentAccounts.ts";
import { readChainEvents } from "./support/chainTruth.ts";
import { type KillWorld, openKillWorld, payersOf } from "./support/killWorld.ts";
import type { MerchantClient } from "./support/merchantClient.ts";
import { writeKeystore } from "./support/programSettings.ts";
import { until } from "./support/until.ts";

const server = process.env.DATABASE_URL ?? "";
const why = server === "" ? " (DATABASE_URL is not set, and PGlite ends with its process)" : "";

(server === "" ? describe.skip : describe)(`The operator's key rotated${why}`, function () {
  this.timeout(300_000);
  const next = developmentAccounts(13)[12] as ReturnType<typeof developmentAccounts>[number];
  let world: KillWorld;
  let shop: MerchantClient;
  let underOld: string;
  let underNew: string;

  before(async () => {
    world = await openKillWorld(server);
    const [first] = world.merchants;
    if (!first) throw new Error("there are merchants");
    shop = first.client;
  });
  after(() => world?.close());

  it("is named by the terms of new payments", async () => {
    underOld = await hold("held under the old key");
    await world.kill();
    await rotate();
    await world.restart();
    underNew = await hold("held under the new key");
    expect(await operatorOf(underOld)).to.equal(world.chain.contracts.operator);
    expect(await operatorOf(underNew)).to.equal(next.address);
  });

  it("leaves holds under the old one to be captured by the old one", async () => {
    await shop.capture(underOld, "4");
    await shop.capture(underNew, "5");
    await until("both are captured", async () => {
      const captured = (await shop.payments()).map(({ amountCaptured }) => amountCaptured);
      return captured.includes(4_000_000n) && captured.includes(5_000_000n);
    });
    const { chain } = world;
    const captures = (await readChainEvents(chain)).filter(({ name }) => name === "PaymentCaptured");
    const senders = await Promise.all(
      captures.map(async ({ txHash, args }) => {
        const sent = (await chain.rpc.request("eth_getTransactionByHash", [txHash])) as { from: string };
        return [args.amount, sent.from.toLowerCase()];
      }),
    );
    expect(senders).to.have.deep.members([
      [4_000_000n, chain.contracts.operator.toLowerCase()],
      [5_000_000n, next.address.toLowerCase()],
    ]);
  });

  /** As docs/operations/key-rotation.md says. */
  async function rotate(): Promise<void> {
    const { CHAINS_FILE = "", KEYSTORE_DIR: folder = "", KEYSTORE_PASSWORD: password = "" } = world.env;
    expect(dirname(CHAINS_FILE)).to.equal(folder);
    await rename(join(folder, "capture.json"), join(folder, "capture-2025.json"));
    await writeKeystore({ folder, name: "capture", password }, next);
    const { chains } = JSON.parse(await readFile(CHAINS_FILE, "utf8"));
    const rotated = { ...chains[0], operator: next.address, formerOperators: [chains[0].operator] };
    await writeFile(CHAINS_FILE, JSON.stringify({ chains: [rotated] }));
  }

  async function hold(reference: string): Promise<string> {
    const { id, clientSecret } = await shop.askFor({ amount: "10", reference, captureMethod: "MANUAL" });
    const [payer] = payersOf(world.chain);
    if (!payer) throw new Error("there are payers");
    await shop.payBySignature(clientSecret, payer);
    await until("the money is held", async () =>
      (await shop.payments()).some((payment) => payment.id === id && payment.status === "REQUIRES_CAPTURE"),
    );
    return id;
  }

  async function operatorOf(id: string): Promise<string | undefined> {
    const [row] = await world.database.query<{ operator: string }>(
      "SELECT terms->>'operator' AS operator FROM payments WHERE id = $1",
      [id],
    );
    return row?.operator;
  }
});
