import { Transaction } from "ethers";
import { assetIdOf, type Hex } from "../../../src/kernel/ids/chainIds.ts";
import { dollarAbi, startTestChain, type TestChain } from "../../fixtures/testChain.ts";
import { selectorOf } from "./chainTruth.ts";
import { type InProcessApp, startInProcessApp } from "./inProcessApp.ts";
import { MerchantClient } from "./merchantClient.ts";
import { calls, type RpcProxy, startRpcProxy } from "./rpcProxy.ts";
import { until } from "./until.ts";

export const FINALITY_DEPTH = 6;
const BLOCK_INTERVAL_MS = 100;

type Sent = Partial<Record<Parameters<typeof selectorOf>[0], number>>;

/** The program's parts, one merchant, and a chain whose blocks the test decides on. */
export interface MinedWorld {
  readonly chain: TestChain;
  readonly proxy: RpcProxy;
  readonly app: InProcessApp;
  readonly merchant: MerchantClient;
  /** Raw transactions that the program handed over since the last block of `mineWith`, each once. */
  waiting(): Hex[];
  /** Waits until the program has sent exactly these calls. */
  sends(expected: Sent): Promise<void>;
  /** The same, then mines one block and waits until the program has taken it in. */
  mineWith(expected: Sent): Promise<void>;
  /** Waits until the program has taken in the chain's head. */
  takenIn(): Promise<void>;
  /** Blocks come by themselves while `work` runs; then the program takes in the last one. */
  whileMining(work: () => Promise<void>): Promise<void>;
  /** Asks for a payment and has a payer sign it. Returns its id. */
  pay(order: { amount: string; reference: string; captureMethod?: "AUTOMATIC" | "MANUAL" }): Promise<string>;
  close(): Promise<void>;
}

export async function openMinedWorld(): Promise<MinedWorld> {
  const chain = await startTestChain();
  const [account, payer] = chain.wallets;
  if (!account || !payer) throw new Error("there are wallets enough");
  await fund(chain, payer.address);
  const proxy = await startRpcProxy(chain.local.rpcUrl);
  const app = await startInProcessApp([
    { chain, rpcUrl: proxy.url, finality: { kind: "DEPTH", depth: FINALITY_DEPTH } },
  ]);
  const { chainId } = chain;
  const { url, operatorKey } = app;
  const shop = { name: "Shop", feeBps: 100, account, chainId, assetId: assetIdOf(chainId, chain.dollar) };
  const merchant = await MerchantClient.open({ url, operatorKey, ...shop });
  let seen = 0;
  const waiting = () => [...new Set(proxy.sent.slice(seen))];
  const world: MinedWorld = {
    chain,
    proxy,
    app,
    merchant,
    waiting,
    async sends(expected) {
      const names = Object.keys(expected) as (keyof Sent)[]; // the literal's own keys
      await until(`the program sends ${JSON.stringify(expected)}`, async () =>
        names.every(
          (name) => waiting().filter((raw) => calls(raw, selectorOf(name))).length === expected[name],
        ),
      );
      const total = Object.values(expected).reduce((sum, count) => sum + count, 0);
      if (waiting().length !== total) throw new Error(`more was sent than ${JSON.stringify(expected)}`);
    },
    async mineWith(expected) {
      await world.sends(expected);
      await inPool(chain, waiting());
      seen = proxy.sent.length;
      await chain.mine();
      await world.takenIn();
    },
    async takenIn() {
      const head = await chain.reader.head();
      await until(
        `block ${head.number} is taken in`,
        async () => app.status(chainId).asOf?.hash === head.hash,
      );
    },
    async whileMining(work) {
      await chain.local.startMining(BLOCK_INTERVAL_MS);
      await work();
      await chain.local.startMining(0);
      await world.takenIn();
      seen = proxy.sent.length;
    },
    async pay(order) {
      const { id, clientSecret } = await merchant.askFor(order);
      await merchant.payBySignature(clientSecret, payer);
      return id;
    },
    async close() {
      await app.close();
      await proxy.close();
      await chain.close();
    },
  };
  return world;
}

/** The proxy counts what arrives; the node has it a moment later. */
async function inPool(chain: TestChain, raws: readonly Hex[]): Promise<void> {
  for (const raw of raws) {
    const { hash } = Transaction.from(raw);
    await until(`the node has ${hash}`, async () => chain.rpc.request("eth_getTransactionByHash", [hash]));
  }
}

/** A thousand test dollars; the capture signer has them all. */
async function fund(chain: TestChain, to: string): Promise<void> {
  const { capture } = chain.signers;
  const nonce = Number(await chain.rpc.request("eth_getTransactionCount", [capture.address, "latest"]));
  const raw = await capture.signTransaction({
    chainNumber: 31_337n,
    nonce,
    to: chain.dollar,
    data: dollarAbi.encodeFunctionData("transfer", [to, 10n ** 9n]) as Hex,
    gasLimit: 100_000n,
    maxFeePerGas: 10n ** 11n,
    maxPriorityFeePerGas: 10n ** 9n,
  });
  await chain.rpc.request("eth_sendRawTransaction", [raw]);
  await chain.mine();
}
