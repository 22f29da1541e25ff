import { assetIdOf, type Bytes32, type Hex } from "../../../src/kernel/ids/chainIds.ts";
import { dollarAbi, startTestChain, type TestChain } from "../../fixtures/testChain.ts";
import { MerchantClient } from "./merchantClient.ts";
import { writeSettings } from "./programSettings.ts";
import { type RpcProxy, startRpcProxy } from "./rpcProxy.ts";
import { freePort, type Program, runCommand, runProgram } from "./runProgram.ts";
import { createServerDatabase, type ServerDatabase } from "./serverDatabase.ts";
import { until } from "./until.ts";
import { startWebhookSink, type WebhookSink } from "./webhookSink.ts";

const FINALITY_DEPTH = 6;
const BLOCK_INTERVAL_MS = 150;
/** A thousand test dollars each. */
export const PAYER_UNITS = 10n ** 9n;

export interface ListeningMerchant {
  readonly client: MerchantClient;
  readonly sink: WebhookSink;
  /** Verifies what the sink receives. */
  readonly secret: string;
}

/** The real program in processes that tests kill, with a chain, a database and receivers that live on. */
export interface KillWorld {
  readonly chain: TestChain;
  readonly proxy: RpcProxy;
  readonly database: ServerDatabase;
  readonly merchants: readonly ListeningMerchant[];
  /** Where each process listens; clients talk to the first. */
  readonly urls: readonly string[];
  /** Settings of every process, but for the port. */
  readonly env: Readonly<Record<string, string>>;
  /** How often a process was killed. */
  readonly kills: number;
  kill(process?: number): Promise<void>;
  restart(process?: number): Promise<void>;
  /** Waits until every payment and payout asked for so far has ended, and each event has been published. */
  settled(): Promise<void>;
  /** Has each merchant ask for payments and payers pay them, and requests payouts; nobody waits for the chain. */
  trade(order: { paymentsEach: number; payoutsEach: number }): Promise<void>;
  /** How far the program has come with the transaction of this hash. */
  statusOf(hash: Bytes32): Promise<string | undefined>;
  close(): Promise<void>;
}

/** One process unless given: the arguments of each. */
export async function openKillWorld(
  server: string,
  processes: readonly (readonly string[])[] = [[]],
): Promise<KillWorld> {
  const opened: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const shut of opened.splice(0).reverse()) await shut();
  };
  try {
    return await open({ server, processes }, opened, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function open(
  { server, processes }: { server: string; processes: readonly (readonly string[])[] },
  opened: (() => Promise<unknown>)[],
  close: () => Promise<void>,
): Promise<KillWorld> {
  const chain = await startTestChain();
  opened.push(() => chain.close());
  await fundPayers(chain);
  await chain.local.startMining(BLOCK_INTERVAL_MS);
  const proxy = await startRpcProxy(chain.local.rpcUrl);
  opened.push(() => proxy.close());
  const database = await createServerDatabase(server);
  opened.push(() => database.drop());
  const ports = await Promise.all(processes.map(freePort));
  const urls = ports.map((port) => `http://127.0.0.1:${port}`);
  const { env, remove } = await writeSettings(chain, {
    rpcUrl: proxy.url,
    databaseUrl: database.url,
    port: 0,
    finalityDepth: FINALITY_DEPTH,
  });
  opened.push(remove);
  const created = await runCommand(["src/app/createOperatorCommand.ts", "--label", "e2e"], env);
  const operatorKey = created.split("\n")[1] ?? "";
  const run = (index: number) => runProgram({ ...env, PORT: String(ports[index]) }, processes[index]);
  const programs: Program[] = await Promise.all(processes.map((_, index) => run(index)));
  opened.push(async () => void (await Promise.all(programs.map((program) => program.kill()))));

  const [url = ""] = urls;
  const merchants = await openMerchants(chain, { url, operatorKey }, opened);
  let kills = 0;
  const asked = { paymentsEach: 0, payoutsEach: 0 };
  return {
    chain,
    proxy,
    database,
    merchants,
    urls,
    env,
    get kills() {
      return kills;
    },
    async kill(index = 0) {
      await programs[index]?.kill();
      kills += 1;
    },
    async restart(index = 0) {
      programs[index] = await run(index);
    },
    async trade(order) {
      const first = { payment: asked.paymentsEach, payout: asked.payoutsEach };
      asked.paymentsEach += order.paymentsEach;
      asked.payoutsEach += order.payoutsEach;
      for (const merchant of merchants) await trade(chain, merchant, { ...order, first });
    },
    async settled() {
      for (const { client } of merchants) {
        await client.settled({ payments: asked.paymentsEach, payouts: asked.payoutsEach });
      }
      await until("each event has its place in the order", async () => {
        const left = await database.query("SELECT 1 FROM events WHERE sequence IS NULL LIMIT 1");
        return left.length === 0;
      });
    },
    async statusOf(hash) {
      const [row] = await database.query<{ status: string }>(
        `SELECT t.status FROM chain_transactions t JOIN chain_transaction_attempts a ON a.transaction_id = t.id
         WHERE a.hash = $1`,
        [hash],
      );
      return row?.status;
    },
    close,
  };
}

async function openMerchants(
  chain: TestChain,
  at: { url: string; operatorKey: string },
  opened: (() => Promise<unknown>)[],
): Promise<ListeningMerchant[]> {
  const merchants = [];
  for (const [index, { name, feeBps }] of SHOPS.entries()) {
    const account = chain.wallets[index];
    if (!account) throw new Error("there are wallets enough");
    const { chainId } = chain;
    const assetId = assetIdOf(chainId, chain.dollar);
    const client = await MerchantClient.open({ ...at, name, feeBps, account, chainId, assetId });
    const sink = await startWebhookSink();
    opened.push(() => sink.close());
    merchants.push({ client, sink, secret: await client.listenAt(sink.url) });
  }
  return merchants;
}

const SHOPS = [
  { name: "Corner Coffee", feeBps: 100 },
  { name: "Paper & Ink", feeBps: 37 },
];

/** Wallets that are neither a merchant's nor the fee receiver's. */
export function payersOf(chain: TestChain) {
  return chain.wallets.slice(SHOPS.length, 6);
}

async function fundPayers(chain: TestChain): Promise<void> {
  const [owner] = [chain.signers.capture.address];
  const nonce = Number(await chain.rpc.request("eth_getTransactionCount", [owner, "latest"]));
  for (const [index, payer] of payersOf(chain).entries()) {
    const raw = await chain.signers.capture.signTransaction({
      chainNumber: 31_337n,
      nonce: nonce + index,
      to: chain.dollar,
      data: dollarAbi.encodeFunctionData("transfer", [payer.address, PAYER_UNITS]) as Hex,
      gasLimit: 100_000n,
      maxFeePerGas: 10n ** 11n,
      maxPriorityFeePerGas: 10n ** 9n,
    });
    await chain.rpc.request("eth_sendRawTransaction", [raw]);
  }
  await chain.mine();
}

/** Amounts tell payments and payouts of a merchant apart on the chain, and have a fee that is not whole. */
async function trade(
  chain: TestChain,
  { client }: ListeningMerchant,
  order: { paymentsEach: number; payoutsEach: number; first: { payment: number; payout: number } },
): Promise<void> {
  const payers = payersOf(chain);
  for (let index = 0; index < order.payoutsEach; index++) {
    const number = order.first.payout + index + 1;
    await client.payOut(`2.${String(number).padStart(6, "0")}`, `payout ${number}`);
  }
  for (let index = 0; index < order.paymentsEach; index++) {
    const number = order.first.payment + index + 1;
    const payment = await client.askFor({
      amount: `10.${String(number).padStart(6, "0")}`,
      reference: `order ${number}`,
    });
    const payer = payers[number % payers.length];
    if (payer) await client.payBySignature(payment.clientSecret, payer);
  }
}
